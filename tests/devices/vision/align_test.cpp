// Digits are found on a line of brightness: at any pitch within the bounds, blurred, stretched, either way
// round.
#include "devices/vision/align.hpp"
#include "tests/devices/vision/lines.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

float end_error(const Line& line, const Alignment& a, bool backwards) {
  const float n = static_cast<float>(line.profile.size());
  const float from = backwards ? n - line.to : line.from;
  return std::abs(a.at[1] - (from + (line.to - line.from) / static_cast<float>(line.modules) * a.module[1]));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_drawn_line_is_aligned_to_a_quarter_module) {
  for (const double pitch : {3.6, 4.0, 4.5})
    for (const double blur : {0.1, 0.5, 0.8})
      for (const bool backwards : {false, true}) {
        auto line = line_of(ean13_modules("6901234567892"), {.pitch = pitch, .blur = blur});
        if (backwards) line = turned_line(line);
        auto a = align(line.profile, line.from, line.to, Layout::ean13);
        BOOST_REQUIRE(a);
        compare_digits(line.profile, Layout::ean13, *a);
        BOOST_TEST(a->backwards == backwards, pitch << " " << blur);
        BOOST_TEST(end_error(line, *a, backwards) < pitch * 0.6, pitch << " " << blur);
        BOOST_TEST(choose(Layout::ean13, a->prices).best.text == "6901234567892", pitch << " " << blur);
      }
}

BOOST_AUTO_TEST_CASE(costs_tell_bars_from_anything_else) {
  const auto code = line_of(ean13_modules("6901234567892"), {.noise = 10});
  BOOST_TEST(align(code.profile, code.from, code.to, Layout::ean13)->cost < 0.1);
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const auto clutter = random_line(500, seed);
    const auto a = align(clutter, 60, 440, Layout::ean13);
    BOOST_TEST((!a || a->cost > 0.22), seed);
  }
}

BOOST_AUTO_TEST_CASE(short_codes_are_aligned_too) {
  const auto eight = line_of(ean8_modules("96385074"), {});
  BOOST_TEST(align(eight.profile, eight.from, eight.to, Layout::ean8)->cost < 0.1);
  auto e = line_of(upce_modules("01234565"), {});
  BOOST_TEST(!align(e.profile, e.from, e.to, Layout::upce)->backwards);
  e = turned_line(e);
  BOOST_TEST(align(e.profile, e.from, e.to, Layout::upce)->backwards);
}

BOOST_AUTO_TEST_CASE(an_alignment_is_given_up_above_the_cost_that_is_asked_for) {
  const auto code = line_of(ean13_modules("6901234567892"), {.blur = 0.6, .noise = 20});
  const auto found = align(code.profile, code.from, code.to, Layout::ean13);
  BOOST_REQUIRE(found);
  const auto cost = found->cost;
  const auto with = [&](float most) {
    return align(code.profile, code.from, code.to, Layout::ean13, Focus::usual, most);
  };
  BOOST_TEST(!with(cost * 0.9F));
  const auto same = with(cost * 1.1F);
  BOOST_REQUIRE(same);
  BOOST_TEST(same->at == found->at, boost::test_tools::per_element());
  for (const std::uint64_t seed : {1u, 2u, 3u})
    BOOST_TEST(!align(random_line(500, seed), 60, 440, Layout::ean13, Focus::usual, 0.22F), seed);
}
