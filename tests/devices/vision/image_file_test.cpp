#include "devices/vision/decode.hpp"
#include "devices/vision/image_file.hpp"
#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>
#include <png.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using vision::decode_image;
using vision::Gray;

namespace {

Gray slope() {
  Gray g{64, 48, {}};
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x) g.pixels.push_back(static_cast<std::uint8_t>(x * 3 + y));
  return g;
}

int largest_difference(const Gray& a, const Gray& b) {
  BOOST_REQUIRE(a.width == b.width);
  BOOST_REQUIRE(a.height == b.height);
  int most = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    most = std::max(most, std::abs(a.pixels[i] - b.pixels[i]));
  return most;
}

/// A PNG of one pixel repeated, in any of libpng's formats.
Bytes png_of(png_uint_32 format, const std::vector<std::uint8_t>& pixel, int count) {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < count; ++i) pixels.insert(pixels.end(), pixel.begin(), pixel.end());
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(count);
  image.height = 1;
  image.format = format;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr);
  Bytes out(size);
  BOOST_REQUIRE(png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), 0, nullptr));
  return out;
}

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

std::string error_of(ByteView b) {
  const auto r = decode_image(b);
  return r ? "" : r.error().name;
}

}  // namespace

BOOST_AUTO_TEST_CASE(grey_pictures_of_each_kind_come_back) {
  const Gray g = slope();
  BOOST_TEST(largest_difference(*decode_image(as_png(g)), g) == 0);
  BOOST_TEST(largest_difference(*decode_image(as_webp(g)), g) <= 1);
  BOOST_TEST(largest_difference(*decode_image(as_jpeg(g, 100)), g) <= 3);
}

BOOST_AUTO_TEST_CASE(colours_sixteen_bits_and_transparency_become_grey) {
  const auto green = decode_image(png_of(PNG_FORMAT_RGB, {0, 255, 0}, 3));
  BOOST_REQUIRE(green.ok());
  BOOST_TEST(green->pixels[0] > 100);
  BOOST_TEST(green->pixels[0] < 240);
  const auto clear = decode_image(png_of(PNG_FORMAT_RGBA, {0, 0, 0, 0}, 3));
  BOOST_TEST(clear->pixels[0] == 255);  // black, but not there: white
  const auto solid = decode_image(png_of(PNG_FORMAT_RGBA, {0, 0, 0, 255}, 3));
  BOOST_TEST(solid->pixels[0] == 0);
  const auto deep = decode_image(png_of(PNG_FORMAT_LINEAR_Y, {0xFF, 0xFF}, 4));  // 16 bits a channel
  BOOST_REQUIRE(deep.ok());
  BOOST_TEST(deep->pixels[0] == 255);
}

BOOST_AUTO_TEST_CASE(sixteen_bits_a_pixel_are_as_light_as_eight_and_a_code_in_them_is_read) {
  BOOST_TEST(largest_difference(*decode_image(as_deep_png(slope())), slope()) <= 1);
  const auto page = on_page(draw_bars(ean13_modules("6901234567892"), 2, 80), 400, 200, 60, 50, 150);
  const auto deep = decode_image(as_deep_png(page));
  BOOST_REQUIRE(deep.ok());
  SystemClock clock;
  const auto codes = vision::decode(deep->view(), {.still = true, .budget_us = 10 * us_per_s}, clock);
  BOOST_REQUIRE(codes.size() == 1u);
  BOOST_TEST(codes[0].text == "6901234567892");
}

/// What makes an animation is a chunk before the first picture's data; behind it, it says nothing.
BOOST_AUTO_TEST_CASE(an_animated_png_is_refused_by_its_name_and_one_that_only_says_so_too_late_is_read) {
  const auto bars = draw_bars(ean13_modules("6901234567892"), 2, 80);
  const Bytes still = as_png(bars);
  const auto control = *from_hex("000000086163544c0000000200000000f38d9370");  // acTL: two pictures
  BOOST_TEST(error_of(joined({ByteView(still).first(33), control, ByteView(still).subspan(33)})) ==
             "picture-animated");
  const std::size_t end = still.size() - 12;  // IEND
  const auto late = decode_image(joined({ByteView(still).first(end), control, ByteView(still).subspan(end)}));
  BOOST_REQUIRE(late.ok());
  BOOST_TEST(largest_difference(*late, bars) == 0);
}

BOOST_AUTO_TEST_CASE(the_smallest_picture_is_a_picture) {
  const auto r = decode_image(as_png({1, 1, {7}}));
  BOOST_REQUIRE(r.ok());
  BOOST_TEST(r->pixels[0] == 7);
}

BOOST_AUTO_TEST_CASE(truncated_files_are_said_to_end_too_early) {
  const Gray g = noisy(slope(), 40, 1);
  const auto png = as_png(g), jpeg = as_jpeg(g), webp = as_webp(g);
  BOOST_TEST(error_of(ByteView(png).first(png.size() / 2)) == "picture-cut-short");
  BOOST_TEST(error_of(ByteView(jpeg).first(jpeg.size() / 2)) == "picture-cut-short");
  BOOST_TEST(error_of(ByteView(webp).first(webp.size() / 2)) == "picture-cut-short");
}

BOOST_AUTO_TEST_CASE(damaged_files_are_errors_or_pictures_but_nothing_else) {
  const Gray g = noisy(slope(), 40, 2);
  SeededRandom random(3);
  int errors = 0;
  for (const auto& file : {as_png(g), as_jpeg(g), as_webp(g)})
    for (int i = 0; i < 200; ++i) {
      Bytes damaged = file;
      for (int k = 0; k < 4; ++k)
        damaged[random.next() % damaged.size()] = static_cast<std::uint8_t>(random.next());
      const auto r = decode_image(damaged);
      errors += !r.ok();
      if (!r) BOOST_TEST(r.error().name.starts_with("picture-"));
    }
  BOOST_TEST(errors > 100);
}
