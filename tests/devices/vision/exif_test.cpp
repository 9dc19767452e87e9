// Photographs lie on their side, or are mirrored, and say so in their EXIF block: they are set upright by it.
// Codes are read at any angle, so a block that lies about a turn costs nothing; one that says "mirrored" of
// what is not costs a QR code, as no reader takes a mirrored one.
#include "devices/vision/decode.hpp"
#include "devices/vision/image_file.hpp"
#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

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

std::string read(const Gray& picture) {
  SystemClock clock;
  std::string out;
  for (const auto& code : decode(picture.view(), {.still = true, .budget_us = 10 * us_per_s}, clock)) {
    out += std::string(symbology_name(code.symbology)) + ":" + code.text + " ";
    for (const auto& p : code.corners)
      BOOST_TEST((p.x >= -1 && p.y >= -1 && p.x <= static_cast<float>(picture.width) + 1 &&
                  p.y <= static_cast<float>(picture.height) + 1),
                 "a corner at " << p.x << ", " << p.y);
    const auto &top_left = code.corners[0], &bottom_right = code.corners[2];
    if (top_left.x > bottom_right.x) out += "turned ";
  }
  return out;
}

std::string read(const Bytes& file) {
  const auto picture = decode_image(file);
  return picture ? read(*picture) : picture.error().name;
}

double mean_difference(const Gray& a, const Gray& b) {
  BOOST_REQUIRE(a.width == b.width);
  BOOST_REQUIRE(a.height == b.height);
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

const std::string ean = "EAN13:6901234567892 ", qr = "QR:https://example.com/a?b=c ";
Gray bars() { return draw_bars(ean13_modules("6901234567892"), 3, 100); }
Gray square() { return draw_qr("https://example.com/a?b=c", 5); }

/// Not square, and no two of its corners alike.
Gray slope() {
  Gray g{93, 61, {}};
  for (int y = 0; y < g.height; ++y)
    for (int x = 0; x < g.width; ++x) g.pixels.push_back(static_cast<std::uint8_t>(x * 2 + y));
  return g;
}

}  // namespace

BOOST_AUTO_TEST_CASE(photographs_are_set_upright_and_read_whatever_their_orientation) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto file = [&](const Gray& upright) {
      return with_exif(as_jpeg(stored(upright, orientation)), static_cast<std::uint8_t>(orientation));
    };
    BOOST_TEST(read(file(bars())) == ean, orientation);
    BOOST_TEST(read(file(square())) == qr, orientation);
    const auto picture = decode_image(file(slope()));
    BOOST_REQUIRE(picture.ok());
    BOOST_TEST(mean_difference(*picture, slope()) < 2, orientation);
  }
}

BOOST_AUTO_TEST_CASE(an_eighth_is_as_it_is_stored) {
  const auto file = with_exif(as_jpeg(stored(bars(), 6)), 6);
  const auto whole = decode_jpeg(file), small = decode_jpeg(file, JpegSize::eighth);
  BOOST_REQUIRE((whole.ok() && small.ok()));
  BOOST_TEST(whole->width > whole->height);
  BOOST_TEST(small->width < small->height);
}

BOOST_AUTO_TEST_CASE(an_orientation_that_lies_about_a_turn_costs_nothing) {
  for (const int orientation : {0, 3, 6, 8, 9, 255}) {
    const auto lie = [&](const Gray& g) {
      return with_exif(as_jpeg(g), static_cast<std::uint8_t>(orientation));
    };
    BOOST_TEST(read(lie(bars())).starts_with(ean), orientation);
    BOOST_TEST(read(lie(square())).starts_with(qr), orientation);
  }
}

BOOST_AUTO_TEST_CASE(the_first_exif_block_counts_wherever_it_stands) {
  const auto jpeg = as_jpeg(stored(slope(), 8));
  Bytes two = with_exif(with_exif(jpeg, 3), 8);  // the one put in last is the first
  BOOST_TEST(mean_difference(*decode_image(two), slope()) < 2);
  const Bytes xmp = {0xFF, 0xE1, 0, 8, 'h', 't', 't', 'p', ':', 0};
  two.insert(two.begin() + 2, xmp.begin(), xmp.end());
  BOOST_TEST(mean_difference(*decode_image(two), slope()) < 2);
}

/// A length that reaches into what follows, or ends before its block does: the file may be lost by it, its
/// reader not, and it is not read wrong.
BOOST_AUTO_TEST_CASE(a_block_of_a_wrong_length_is_read_or_refused) {
  const auto jpeg = as_jpeg(bars());
  for (int length = 0; length < 256; ++length) {
    const auto picture = decode_image(with_exif(jpeg, 6, static_cast<std::uint8_t>(length)));
    if (!picture)
      BOOST_TEST(picture.error().name.starts_with("picture-"), length);
    else if (length % 16 == 2)
      BOOST_TEST((read(*picture) == "" || read(*picture).starts_with(ean)), length);
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_block_is_read_or_ignored) {
  const auto jpeg = as_jpeg(square());
  SeededRandom random(5);
  for (int i = 0; i < 300; ++i) {
    Bytes damaged = with_exif(jpeg, 1);
    for (int k = 0; k < 3; ++k)  // within the block, and not its marker or length
      damaged[6 + random.next() % 32] = static_cast<std::uint8_t>(random.next());
    const auto picture = decode_image(damaged);
    BOOST_REQUIRE(picture.ok());
    BOOST_TEST(picture->width == square().width);
  }
}
