// Two packages of one product before the camera: from the pixels to the items, through the whole cascade.
#include "devices/vision/decode.hpp"
#include "devices/vision/stream.hpp"
#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::vision;

namespace {

const std::string text = "6901234567892";

/// The same code at these places of a 1280 x 720 picture.
Gray with_codes(const std::vector<Point>& places) {
  const Gray code = test::draw_bars(test::ean13_modules(text), 3, 120);
  Gray page =
      test::on_page(code, 1'280, 720, static_cast<int>(places[0].x), static_cast<int>(places[0].y), 170);
  for (std::size_t i = 1; i < places.size(); ++i)
    for (int y = 0; y < code.height; ++y)
      for (int x = 0; x < code.width; ++x)
        page.pixels[static_cast<std::size_t>((static_cast<int>(places[i].y) + y) * page.width +
                                             static_cast<int>(places[i].x) + x)] =
            code.pixels[static_cast<std::size_t>(y * code.width + x)];
  return page;
}

/// Items that a video of this one picture comes to.
int items(const Gray& picture, bool basket) {
  SystemClock clock;
  Stream stream({{}, 700 * us_per_ms, basket});
  int accepted = 0;
  for (int i = 0; i < 3; ++i) {
    FrameCodes frame{i * 33 * us_per_ms, 1'280, 720, {}};
    for (const auto& c : decode(picture.view(), {.still = false, .budget_us = us_per_s}, clock))
      frame.codes.push_back({c.symbology, c.text, c.corners, strength_of(c)});
    for (const auto& event : stream.on_frame(frame)) accepted += event.kind == StreamEvent::Kind::accepted;
  }
  return accepted;
}

}  // namespace

// Not side by side in one row: the fast pass takes the first code of a row, and the cascade ends there.
BOOST_AUTO_TEST_CASE(two_packages_of_one_product_are_two_items_in_basket_mode) {
  for (const auto& [one, other] :
       {std::pair<Point, Point>{{80, 500}, {800, 40}}, {{80, 40}, {800, 500}}, {{450, 20}, {450, 560}}}) {
    const auto picture = with_codes({one, other});
    BOOST_TEST(items(picture, true) == 2, one.x << "," << one.y);
    BOOST_TEST(items(picture, false) == 1, one.x << "," << one.y);
  }
}

BOOST_AUTO_TEST_CASE(one_package_is_one_item_in_either_mode) {
  const auto picture = with_codes({{480, 280}});
  BOOST_TEST(items(picture, true) == 1);
  BOOST_TEST(items(picture, false) == 1);
  const auto tall =
      test::on_page(test::draw_bars(test::ean13_modules(text), 3, 330), 1'280, 720, 400, 150, 170);
  BOOST_TEST(items(tall, true) == 1);
}
