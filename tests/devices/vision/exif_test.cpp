// Photographs lie on their side and say so in their EXIF block. Nothing is turned by it: codes are read at
// any angle, and what the block says need not be believed.
#include "devices/vision/decode.hpp"
#include "devices/vision/image_file.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::vision;
using namespace outpost::dev::test;

namespace {

/// How a camera stores what stands upright, by the numbers of EXIF's Orientation.
Gray stored(const Gray& upright, int orientation) {
  const int w = upright.width, h = upright.height;
  const bool on_its_side = orientation >= 5;
  Gray out{on_its_side ? h : w, on_its_side ? w : h, {}};
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const std::pair<int, int> from[] = {{x, y}, {w - 1 - x, y}, {w - 1 - x, h - 1 - y}, {x, h - 1 - y},
                                          {y, x}, {w - 1 - y, x}, {w - 1 - y, h - 1 - x}, {y, h - 1 - x}};
      const auto [u, v] = from[orientation - 1];
      out.pixels.push_back(upright.pixels[static_cast<std::size_t>(v * w + u)]);
    }
  return out;
}

/// The JPEG with a block of EXIF that has one entry, Orientation.
Bytes with_exif(const Bytes& jpeg, std::uint8_t orientation, std::uint8_t length = 34) {
  const Bytes block = {0xFF, 0xE1, 0, length, 'E',         'x', 'i', 'f', 0,    0,    'I', 'I',
                       42,   0,    8, 0,      0,           0,   1,   0,   0x12, 0x01, 3,   0,
                       1,    0,    0, 0,      orientation, 0,   0,   0,   0,    0,    0,   0};
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  out.insert(out.end(), block.begin(), block.end());
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

std::string read(const Bytes& file) {
  const auto picture = decode_image(file);
  if (!picture) return picture.error().name;
  SystemClock clock;
  std::string out;
  for (const auto& code : decode(picture->view(), {.still = true, .budget_us = 10 * us_per_s}, clock))
    out += std::string(symbology_name(code.symbology)) + ":" + code.text + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(photographs_are_read_whatever_their_orientation) {
  const auto bars = draw_bars(ean13_modules("6901234567892"), 3, 100),
             qr = draw_qr("https://example.com/a?b=c", 5);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto number = static_cast<std::uint8_t>(orientation);
    BOOST_TEST(read(with_exif(as_jpeg(stored(bars, orientation)), number)) == "EAN13:6901234567892 ",
               orientation);
    const bool mirrored = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
    if (mirrored) continue;  // no camera stores a photograph so, only programs that edit one
    BOOST_TEST(read(with_exif(as_jpeg(stored(qr, orientation)), number)) == "QR:https://example.com/a?b=c ",
               orientation);
  }
}

BOOST_AUTO_TEST_CASE(an_orientation_that_lies_changes_nothing) {
  const auto jpeg = as_jpeg(draw_bars(ean13_modules("6901234567892"), 3, 100));
  for (const int orientation : {0, 6, 9, 255})
    BOOST_TEST(read(with_exif(jpeg, static_cast<std::uint8_t>(orientation))) == "EAN13:6901234567892 ",
               orientation);
  BOOST_TEST(read(with_exif(jpeg, 6, 255)) !=
             "EAN13:4006381333931 ");  // reaches into what follows: read or refused
}
