// The generators: a code laid into a frame is where they say, and moves as they say.
#include "tests/bench/drawn/film.hpp"

#include "devices/vision/decode.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::bench;

namespace {

dev::vision::Gray shot_of(const Product& p, const Pose& pose, int width = 640, int height = 480) {
  Canvas c(width, height, 150.F);
  put(c, p, pose);
  return exposed(c, 1, 0, 1);
}

std::string read(const dev::vision::Gray& frame) {
  SystemClock clock;
  std::string out;
  for (const auto& code :
       dev::vision::decode(frame.view(), {.still = true, .budget_us = 20 * us_per_s}, clock))
    out += code.text + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_product_before_the_camera_can_be_read_at_any_angle) {
  const auto product = drawn_product(7);
  for (const double degrees : {0.0, 37.0, 90.0, 200.0}) {
    const Pose pose{.x = 320, .y = 240, .module = 2.5, .degrees = degrees};
    BOOST_TEST(read(shot_of(product, pose)) == product.truth.expected + " ", degrees);
  }
  BOOST_TEST(read(shot_of(qr_label(3), {.x = 320, .y = 240, .module = 4, .degrees = 20})) ==
             qr_label(3).truth.expected + " ");
}

BOOST_AUTO_TEST_CASE(the_place_of_the_code_is_where_its_bars_are) {
  const auto product = drawn_product(7);
  const Pose pose{.x = 300, .y = 200, .module = 2, .degrees = 30, .yaw = 20};
  const auto corners = code_in_frame(product, pose);
  const auto& c = corners;
  BOOST_TEST((c[0].x + c[1].x + c[2].x + c[3].x) / 4 == 300.F, boost::test_tools::tolerance(0.05F));
  // Half of it is ink: far darker than the paper beside it.
  const auto frame = shot_of(product, pose);
  double sum = 0;
  int n = 0;
  for (double t = 0.05; t < 1; t += 0.01, ++n) {
    const double x = c[0].x + t * (c[1].x - c[0].x), y = c[0].y + t * (c[1].y - c[0].y);
    const double inwards = 0.2;
    const double px = x + inwards * (c[3].x - c[0].x), py = y + inwards * (c[3].y - c[0].y);
    sum += frame.pixels[static_cast<std::size_t>(static_cast<int>(py) * frame.width + static_cast<int>(px))];
  }
  BOOST_TEST(sum / n > 80);
  BOOST_TEST(sum / n < 165);
}

BOOST_AUTO_TEST_CASE(movement_smears_along_itself_and_the_whole_code_is_in_the_frame_or_not) {
  const auto product = ean13_label(1);
  Pose pose{.x = 320, .y = 240, .module = 3, .move_x = 30};
  BOOST_TEST(read(shot_of(product, pose)) == "");  // ten modules
  pose.degrees = 90;                               // along the bars
  BOOST_TEST(read(shot_of(product, pose)) == product.truth.expected + " ");
  BOOST_TEST(whole_in_frame(product, {.x = 320, .y = 240, .module = 3}, 640, 480));
  BOOST_TEST(!whole_in_frame(product, {.x = 100, .y = 240, .module = 3}, 640, 480));
}

BOOST_AUTO_TEST_CASE(a_cut_out_of_a_photograph_keeps_its_code_and_says_where) {
  const Pose pose{.x = 320, .y = 240, .module = 3, .degrees = 12};
  const auto product = drawn_product(9);
  const auto photograph = shot_of(product, pose);
  const auto cut = cut_out(photograph, code_in_frame(product, pose), product.truth);
  BOOST_REQUIRE(cut.has_value());
  BOOST_TEST(cut->module == 3.0, boost::test_tools::tolerance(0.02));
  BOOST_TEST(read(shot_of(*cut, {.x = 320, .y = 240, .module = 3, .degrees = 50})) ==
             product.truth.expected + " ");
  auto outside = code_in_frame(product, pose);
  for (auto& p : outside) p.x += 300;
  BOOST_TEST(!cut_out(photograph, outside, product.truth).has_value());
  auto unknown = product.truth;
  unknown.format = "QR";
  BOOST_TEST(!cut_out(photograph, code_in_frame(product, pose), unknown).has_value());
}
