// Glare is what fades away; paper and backgrounds are none.
#include "tests/bench/drawn/glare.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>

using namespace outpost;
using namespace outpost::bench;
using dev::vision::Gray;

namespace {

Gray flat(std::uint8_t level) { return {200, 160, Bytes(200 * 160, level)}; }

/// A bell of light that the sensor cannot hold; `level` around it.
Gray with_highlight(int level) {
  auto out = flat(static_cast<std::uint8_t>(level));
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const double far = std::hypot(x - 110, y - 70);
      const double light = 400 * std::exp(-far * far / (2 * 14 * 14));
      out.pixels[static_cast<std::size_t>(y * out.width + x)] =
          static_cast<std::uint8_t>(std::min(255.0, level + light));
    }
  return out;
}

Gray with_paper() {
  auto out = flat(100);
  for (int y = 50; y < 90; ++y)
    std::fill_n(out.pixels.begin() + y * out.width + 70, 60, static_cast<std::uint8_t>(255));
  return out;
}

constexpr Box code{50, 40, 290, 160};

}  // namespace

BOOST_AUTO_TEST_CASE(a_planted_highlight_is_cut_out_with_its_soft_border) {
  const auto found = glares_in(with_highlight(110), 4);
  BOOST_REQUIRE(found.size() == 1u);
  const auto& g = found[0];
  const auto white = std::count(g.light.begin(), g.light.end(), 1.F);
  BOOST_TEST(white == g.core);
  // 110 + 400 e^(-r r / 392) is 250 at a radius of 20.3: 1,290 pixels.
  BOOST_TEST(std::abs(g.core - 1'290) < 40);
  BOOST_TEST(std::count_if(g.light.begin(), g.light.end(), [](float l) { return l > 0.2F && l < 1; }) > 300);
  for (int x = 0; x < g.width; ++x) BOOST_TEST(g.light[static_cast<std::size_t>(x)] == 0.F);
}

BOOST_AUTO_TEST_CASE(flat_pictures_and_white_paper_hold_none) {
  for (const int level : {0, 120, 255})
    BOOST_TEST(glares_in(flat(static_cast<std::uint8_t>(level)), 4).empty());
  BOOST_TEST(glares_in(with_paper(), 4).empty());
  BOOST_TEST(glares_in(with_highlight(230), 4).empty());  // on paper that is nearly as bright
  BOOST_TEST(glares_in({}, 4).empty());
}

BOOST_AUTO_TEST_CASE(it_covers_as_much_of_a_code_as_is_asked_and_lightens_nothing_far_away) {
  const auto found = glares_in(with_highlight(110), 1);
  BOOST_REQUIRE(found.size() == 1u);
  for (const double part : {0.1, 0.2, 0.3})
    for (const double x : {110.0, 170.0, 230.0}) {
      const Spot spot{x, 90, scale_to_cover(code, found[0], x, 90, part)};
      BOOST_TEST(covered(code, found[0], spot) == part, boost::test_tools::tolerance(0.05));
    }
  Gray frame{340, 200, Bytes(340 * 200, 30)};
  lay(frame, found[0], {100, 100, 1.5});
  BOOST_TEST(frame.pixels[100 * 340 + 100] == 255);
  BOOST_TEST(frame.pixels[100 * 340 + 320] == 30);
  BOOST_TEST(frame.pixels[0] == 30);
}
