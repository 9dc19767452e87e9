// What counts as a change before the camera, and what does not.
#include "devices/vision/gate.hpp"

#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

Gray plain(int width, int height, std::uint8_t level) {
  return {width, height, Bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), level)};
}

bool changes(const Gray& from, const Gray& to) {
  Gate gate;
  gate.keep(small_copy(from.view()));
  return gate.changed(small_copy(to.view()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_small_copy_holds_the_averages_of_eight_by_eight_pixels) {
  Gray picture = plain(19, 17, 0);  // rests of three and one
  for (std::size_t i = 0; i < 19 * 17; ++i)
    picture.pixels[i] = static_cast<std::uint8_t>(i % 19 < 8 ? 255 : i % 19);
  const auto small = small_copy(picture.view());
  BOOST_TEST(small.width == 2);
  BOOST_TEST(small.height == 2);
  BOOST_TEST(small.pixels[0] == 255);
  BOOST_TEST(small.pixels[3] == 12);  // 8 to 15: 11.5, rounded up
  BOOST_TEST(small_copy(plain(7, 400, 9).view()).pixels == Bytes{9});
  const auto white = light_range(small_copy(plain(640, 480, 255).view()));
  BOOST_TEST(white.darkest == 255);
  BOOST_TEST(white.brightest == 255);
}

BOOST_AUTO_TEST_CASE(noise_is_no_change) {
  const auto room = plain(640, 480, 110);
  for (std::uint64_t seed = 1; seed < 20; ++seed)
    BOOST_TEST(!changes(noisy(room, 25, 100), noisy(room, 25, seed)));
}

BOOST_AUTO_TEST_CASE(a_code_that_comes_moves_or_leaves_is_a_change) {
  const auto room = plain(640, 480, 110);
  const auto label = draw_bars(ean13_modules("6901234567892"), 1, 40);
  const auto with = [&](int x, int y) { return on_page(label, 640, 480, x, y, 110); };
  BOOST_TEST(changes(room, with(300, 200)));
  BOOST_TEST(changes(with(300, 200), room));
  BOOST_TEST(changes(with(300, 200), with(308, 200)));
  BOOST_TEST(changes(room, with(640 - 24, 440)));  // its first modules at the edge
  BOOST_TEST(!changes(with(300, 200), noisy(with(300, 200), 10, 3)));
}

BOOST_AUTO_TEST_CASE(another_number_at_the_same_place_is_a_change) {
  const auto page = [&](const char* digits) {
    return on_page(draw_bars(ean13_modules(digits), 2, 60), 640, 480, 100, 100, 110);
  };
  BOOST_TEST(changes(page("6901234567892"), page("6901234567885")));
}

BOOST_AUTO_TEST_CASE(light_that_goes_on_is_a_change_also_where_no_patch_moves_far) {
  BOOST_TEST(changes(plain(640, 480, 110), plain(640, 480, 114)));
  BOOST_TEST(!changes(plain(640, 480, 110), plain(640, 480, 113)));
}

BOOST_AUTO_TEST_CASE(nothing_kept_or_another_size_is_a_change) {
  BOOST_TEST(Gate().changed(small_copy(plain(64, 64, 5).view())));
  BOOST_TEST(changes(plain(64, 64, 5), plain(64, 72, 5)));
}
