#include "devices/vision/image_header.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using vision::read_image_header;

namespace {

std::string error_of(ByteView b) {
  const auto r = read_image_header(b);
  return r ? "" : r.error().name;
}

Bytes of(const std::string& text) { return {text.begin(), text.end()}; }

void put_big(Bytes& b, std::size_t at, std::uint32_t v) {
  for (std::size_t i = 0; i < 4; ++i) b[at + i] = static_cast<std::uint8_t>(v >> 8 * (3 - i));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_sizes_of_all_three_kinds_are_read) {
  const vision::Gray picture{123, 45, Bytes(123 * 45, 200)};
  for (const auto& file : {as_png(picture), as_jpeg(picture), as_webp(picture)}) {
    const auto header = read_image_header(file);
    BOOST_REQUIRE(header.ok());
    BOOST_TEST(header->width == 123);
    BOOST_TEST(header->height == 45);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_said_to_be_none) {
  BOOST_TEST(error_of({}) == "picture-empty");
  for (const auto* text : {"x", "hello, I am a text file named .png", "GIF89a\x01\x00\x01\x00", "%PDF-1.4",
                           "BM", "<svg xmlns='http://www.w3.org/2000/svg'/>",
                           "\x7F"
                           "ELF"})
    BOOST_TEST(error_of(of(text)) == "picture-not-a-picture");
}

BOOST_AUTO_TEST_CASE(too_many_bytes_are_refused_before_they_are_read) {
  BOOST_TEST(vision::check_file_size(vision::max_file_bytes).ok());
  const auto r = vision::check_file_size(40'000'000);
  BOOST_TEST(r.error().name == "picture-too-large");
  BOOST_TEST(r.error().text.find("40 MB") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(too_many_pixels_are_refused_before_they_are_decoded) {
  Bytes png = as_png({10, 10, Bytes(100, 255)});
  put_big(png, 16, 20'000);
  put_big(png, 20, 20'000);
  const auto r = read_image_header(png);
  BOOST_TEST(r.error().name == "picture-too-many-pixels");
  BOOST_TEST(r.error().text.find("20000 x 20000") != std::string::npos);
  put_big(png, 16, 0xFFFFFFFF);
  BOOST_TEST(error_of(png) == "picture-too-many-pixels");
  put_big(png, 16, 0);
  BOOST_TEST(error_of(png) == "picture-broken");
}

BOOST_AUTO_TEST_CASE(animations_are_refused) {
  Bytes png = as_png({10, 10, Bytes(100, 255)});
  const Bytes control = *from_hex("00000008"
                                  "6163544c"
                                  "0000000200000000"
                                  "00000000");  // acTL
  png.insert(png.begin() + 33, control.begin(), control.end());
  BOOST_TEST(error_of(png) == "picture-animated");
  Bytes webp = of(std::string("RIFF\x18\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\x09\0\0\x09\0\0\0\0", 32));
  BOOST_TEST(error_of(webp) == "picture-animated");
}

BOOST_AUTO_TEST_CASE(a_file_cut_anywhere_in_its_header_is_an_error_and_never_worse) {
  const vision::Gray picture{64, 64, Bytes(64 * 64, 200)};
  for (const auto& file : {as_png(picture), as_jpeg(picture), as_webp(picture)})
    for (std::size_t n = 0; n < std::min<std::size_t>(file.size(), 40); ++n) {
      const auto r = read_image_header(ByteView(file).first(n));
      if (!r) BOOST_TEST(r.error().name.starts_with("picture-"));
    }
}

BOOST_AUTO_TEST_CASE(jpeg_markers_are_walked_and_never_run_away) {
  BOOST_TEST(error_of(*from_hex("ffd8ffe0")) == "picture-cut-short");
  BOOST_TEST(error_of(*from_hex("ffd8ffe00000")) == "picture-broken");
  BOOST_TEST(error_of(*from_hex("ffd8ffe000040000"
                                "ffda0004")) == "picture-broken");
  BOOST_TEST(error_of(*from_hex("ffd8ffe000040000"
                                "ffffffc0000b08000a0014")) == "");
  BOOST_TEST(error_of(*from_hex("ffd8ffe000040000"
                                "1234")) == "picture-cut-short");
  BOOST_TEST(error_of(*from_hex("ffd8ffe000040000"
                                "12345678")) == "picture-broken");
}
