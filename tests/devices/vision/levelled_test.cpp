// Lines under a lamp's gloss: pale bars, and how much of them is read once the light is levelled.
#include "devices/vision/levelled.hpp"

#include "devices/vision/profile_reader.hpp"
#include "tests/devices/vision/lines.hpp"
#include "tests/devices/vision/numbers.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

/// A third of the code in a gloss that leaves a fifth of the bars' darkness.
Profile glossy(const Line& line, double middle) {
  auto out = line.profile;
  const double reach = (line.to - line.from) / 4;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double at = (static_cast<double>(i) - line.from) / (line.to - line.from) - middle;
    const double away = std::abs(at) * (line.to - line.from) / reach,
                 light = 0.8 * std::exp(-away * away * 2);
    out[i] = static_cast<float>(out[i] + (255 - out[i]) * light);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(bars_in_a_gloss_become_as_dark_as_the_others) {
  int plain = 0, level = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    outpost::SeededRandom random(seed);
    const auto number = random_ean13(random);
    const auto line = line_of(ean13_modules(number), {.pitch = 4, .blur = 0.35, .noise = 1});
    const auto gloss = glossy(line, 0.2 + 0.1 * static_cast<double>(seed % 7));
    const Stretch told{line.from, line.to};
    if (const auto r = read_profile(gloss, told, Layout::ean13); r && r->fit.margin >= 22) {
      BOOST_TEST(r->fit.text == number, "seed " << seed);
      ++plain;
    }
    if (const auto r = read_profile(levelled(gloss), told, Layout::ean13); r && r->fit.margin >= 22) {
      BOOST_TEST(r->fit.text == number, "seed " << seed);
      ++level;
    }
  }
  BOOST_TEST_MESSAGE("read " << plain << " as they are and " << level << " levelled, of 60");
  BOOST_TEST(level > plain + 10);
}

BOOST_AUTO_TEST_CASE(bare_paper_does_not_become_bars) {
  Profile paper(400, 200.F);
  for (std::size_t i = 0; i < paper.size(); ++i) paper[i] += static_cast<float>(i % 3);
  const auto out = levelled(paper);
  const auto [least, most] = std::minmax_element(out.begin(), out.end());
  BOOST_TEST(*most - *least <= 51);
  BOOST_TEST(levelled({}).empty());
  BOOST_TEST(levelled({7.F}).size() == 1u);
}
