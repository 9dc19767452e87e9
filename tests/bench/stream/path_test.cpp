#include "tests/bench/stream/path.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace outpost::bench;

namespace {

constexpr int width = 1'280, height = 720;

}  // namespace

BOOST_AUTO_TEST_CASE(a_hand_comes_from_outside_stops_for_nine_frames_tilts_and_leaves) {
  const auto product = ean13_label(1);
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const auto showing = random_showing(seed);
    const auto path = path_of(product, showing, width, height);
    BOOST_REQUIRE(path.size() > 24u);
    BOOST_TEST(path.size() < 120u);
    BOOST_TEST(!whole_in_frame(product, path.front().pose, width, height));
    BOOST_TEST(!whole_in_frame(product, path.back().pose, width, height));
    int still = 0, tilted = 0;
    for (const auto& f : path) {
      const bool rests = std::abs(f.pose.move_x) < 0.01;
      still += rests && f.pose.yaw == 0;
      tilted += rests && f.pose.yaw != 0;
      BOOST_TEST(std::abs(f.pose.move_x) <= 110);
      BOOST_TEST(f.blur_modules <= 1.0);
    }
    BOOST_TEST(still >= 8);
    BOOST_TEST(still <= 11);
    BOOST_TEST(tilted >= 8);
    BOOST_TEST(tilted <= 10);
    BOOST_TEST(path[0].gain < 0.3);
    BOOST_TEST(path[10].gain == 1.0);
  }
}

BOOST_AUTO_TEST_CASE(its_speed_is_that_of_a_code_of_nominal_size) {
  Showing s;
  s.module = 3, s.speed_cm_s = 33;
  const auto path = path_of(ean13_label(1), s, width, height);
  // 330 mm/s are 1,000 modules or 3,000 pixels a second: 100 a frame, 50 while the shutter is open.
  BOOST_TEST(std::abs(path[1].pose.x - path[0].pose.x) == 100.0, boost::test_tools::tolerance(0.02));
  BOOST_TEST(std::abs(path[1].pose.move_x) == 50.0, boost::test_tools::tolerance(0.02));
}
