// Bars are found at any angle, and nothing is found where there are none.
#include "devices/vision/localise.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

using namespace outpost::dev::vision;
using namespace outpost::dev::test;
using outpost::Bytes;

BOOST_AUTO_TEST_CASE(bars_are_found_at_any_angle) {
  const auto code = draw_bars(ean13_modules("6901234567892"), 2, 80);
  for (int degrees = 0; degrees < 180; degrees += 15) {
    const auto picture = turned(code, degrees);
    const auto regions = localise(picture.view(), 4);
    BOOST_REQUIRE(!regions.empty());
    const auto& r = regions.front();
    const float half = static_cast<float>(picture.width) / 2;
    BOOST_TEST(std::hypot(r.centre.x - half, r.centre.y - half) < 12, degrees);
    const double turn = std::remainder(r.angle - degrees * std::numbers::pi / 180, std::numbers::pi);
    BOOST_TEST(std::abs(turn) < 0.12, degrees << " " << turn);  // differences of pixels prefer 45 degrees
    BOOST_TEST(std::abs(r.length - 190) < 30, degrees << " " << r.length);
  }
}

BOOST_AUTO_TEST_CASE(places_are_in_the_pixels_of_a_large_frame) {
  const auto page = on_page(draw_bars(ean13_modules("6901234567892"), 4, 200), 1'920, 1'080, 1'200, 600, 255);
  const auto regions = localise(page.view(), 4);
  BOOST_REQUIRE(!regions.empty());
  BOOST_TEST(std::abs(regions[0].centre.x - (1'200 + 57.5F * 4)) < 25);
  BOOST_TEST(std::abs(regions[0].centre.y - 700) < 25);
}

BOOST_AUTO_TEST_CASE(plain_pages_and_noise_have_no_bars) {
  const Gray plain{640, 480, Bytes(640 * 480, 128)};
  BOOST_TEST(localise(plain.view(), 4).empty());
  BOOST_TEST(localise(noisy(plain, 60, 3).view(), 4).empty());
  for (const int side : {1, 3, 5, 9, 40})
    BOOST_TEST(localise(Gray{side, side, Bytes(static_cast<std::size_t>(side * side), 9)}.view(), 4).empty());
}
