// The region of a camera: its text, its borders, and places of codes that are compared.
#include "devices/vision/place.hpp"
#include "devices/vision/region.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace outpost;
using namespace outpost::dev::vision;

namespace {

Corners slanted(float x, float y, float degrees, float length, float height) {
  const float a = degrees * 3.14159265F / 180, c = std::cos(a), s = std::sin(a);
  const auto corner = [&](float u, float v) {
    return Point{x + u * length * c - v * height * s, y + u * length * s + v * height * c};
  };
  return {corner(-0.5F, -0.5F), corner(0.5F, -0.5F), corner(0.5F, 0.5F), corner(-0.5F, 0.5F)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(points_in_and_on_and_out_of_a_region) {
  struct Case {
    const char* region;
    Point point;
    bool inside;
  };
  constexpr auto square = "10,10 90,10 90,90 10,90";
  constexpr auto corner = "0,0 100,0 100,50 50,50 50,100 0,100";  // an L: the lower right quarter is missing
  const Case cases[] = {
      {"", {-5, 9'999}, true},
      {square, {320, 240}, true},
      {square, {64, 240}, true},  // on the left border: 10 % of 640
      {square, {63.9F, 240}, false},
      {square, {576, 432}, true},  // on a corner
      {square, {576.1F, 432}, false},
      {square, {320, 48}, true},  // on the upper border
      {square, {320, 47.9F}, false},
      {square, {std::nanf(""), 240}, false},
      {square, {1e30F, 240}, false},
      {corner, {100, 400}, true},
      {corner, {600, 400}, false},
      {corner, {320, 400}, true},  // on the inner border
      {corner, {320.5F, 400}, false},
      {corner, {320, 240}, true},  // on the inner corner
      {corner, {-1, 100}, false},
      {"50,0 100,50 50,100 0,50", {320, 240}, true},  // a ray through two corners of a rhombus
      {"50,0 100,50 50,100 0,50", {10, 10}, false},
      {"50,0 100,50 50,100 0,50", {639, 1}, false},
      {"10.125,0 20.5,0 20.5,100 10.125,100", {65, 1}, true},
      {"10.125,0 20.5,0 20.5,100 10.125,100", {64.7F, 1}, false},
  };
  for (const auto& c : cases) {
    const auto region = Region::parse(c.region);
    BOOST_REQUIRE(region.ok());
    BOOST_TEST(region->contains(c.point, 640, 480) == c.inside,
               c.region << " and " << c.point.x << "," << c.point.y);
  }
  BOOST_TEST(!Region::parse(square)->contains({0, 0}, 0, 0));
  BOOST_TEST(Region::parse(square)->contains({960, 540}, 1'920, 1'080));
}

BOOST_AUTO_TEST_CASE(a_region_that_cannot_be_is_refused) {
  std::string many;
  for (int i = 0; i < 33; ++i) many += std::to_string(i) + "," + std::to_string(i * i / 11) + " ";
  for (const std::string text :
       {"10", "10,10", "10,10 20,20", "10,10 20,20 30,30", "10,10 10,10 10,10", "10,10 90,10 10,90 90,90",
        "-1,0 50,0 50,50", "0,0 101,0 50,50", "0,0 100.001,0 50,50", "0,0 50,x 50,50", "0,0 50,0 50,50,7",
        "0,0 50,0 50,", "0,0 1.2345,0 9,9", "0 0 50 0 50 50", "a b c", "0,0 1e1,0 9,9", "0,0 .5,0 9,9"})
    BOOST_TEST(!Region::parse(text).ok(), text);
  BOOST_TEST(!Region::parse(many).ok());
  BOOST_TEST(Region::parse("10,10 90,10 10,90 90,90").error().text ==
             "the sides of a region must not cross: give its corners in order around it");
  BOOST_TEST(Region::parse("  ")->whole());
  BOOST_TEST(Region::parse(" 0,0  100,0\t50,99.5 ").ok());
}

BOOST_AUTO_TEST_CASE(places_are_compared_along_the_code) {
  const auto a = place_of(slanted(300, 300, 45, 200, 40));
  BOOST_TEST(a.known);
  BOOST_TEST(a.length == 200, boost::test_tools::tolerance(0.001F));
  // 60 px across: upright boxes share most of their area, the codes share nothing.
  BOOST_TEST(!overlap(a, place_of(slanted(300 - 42.5F, 300 + 42.5F, 45, 200, 40))));
  BOOST_TEST(overlap(a, place_of(slanted(310, 290, 45, 200, 40))));
  // Behind its end: within the upright box, but not on the code.
  BOOST_TEST(!overlap(a, place_of(slanted(378, 378, 45, 100, 40))));
  // A reader's line on the bars of another's box.
  BOOST_TEST(overlap(a, place_of(slanted(303, 303, 45, 200, 0))));
  BOOST_TEST(place_of(slanted(0, 0, 0, 200, 0)).height == 30, boost::test_tools::tolerance(0.001F));
  BOOST_TEST(!place_of(Corners{}).known);
  BOOST_TEST(reachable(a, place_of(slanted(690, 300, 45, 200, 40)), 1));
  BOOST_TEST(!reachable(a, place_of(slanted(710, 300, 45, 200, 40)), 1));
}

BOOST_AUTO_TEST_CASE(a_line_is_cropped_with_its_bars) {
  const auto box = crop_of(slanted(300, 300, 0, 200, 0), 640, 480);
  BOOST_TEST(box.height() == 30, boost::test_tools::tolerance(0.001F));
  BOOST_TEST(box.width() == 200, boost::test_tools::tolerance(0.001F));
}

BOOST_AUTO_TEST_CASE(the_bounds_hold_the_whole_region) {
  const auto region = Region::parse("10,20 90.5,20 50,95.999");
  BOOST_REQUIRE(region.ok());
  const auto b = region->bounds();
  BOOST_TEST(b.left == 1'000);
  BOOST_TEST(b.top == 2'000);
  BOOST_TEST(b.right == 9'050);
  BOOST_TEST(b.bottom == 9'600);
  BOOST_TEST(Region().bounds().right == 10'000);
}
