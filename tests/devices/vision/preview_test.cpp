// The picture for people: small, of the right part, and without anything that could be used somewhere else.
#include "devices/vision/decode.hpp"
#include "devices/vision/image_file.hpp"
#include "devices/vision/image_header.hpp"
#include "devices/vision/preview_maker.hpp"
#include "devices/vision/readers.hpp"
#include "devices/vision/shapes.hpp"
#include "devices/vision/shown_codes.hpp"
#include "edge/base/test_card.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

const char* const payment = "134567890123456789";  // 18 digits, as a phone shows them

PreviewWish wish(int side = 320) {
  PreviewWish w;
  w.side = side;
  return w;
}

std::vector<FoundCode> read(const Gray& picture) {
  SystemClock clock;
  return decode(picture.view(), Hints{true, false, us_per_s}, clock);
}

Gray opened(const Preview& p) {
  auto picture = decode_jpeg(p.jpeg);
  BOOST_REQUIRE(picture.ok());
  BOOST_TEST(picture->width == p.width);
  BOOST_TEST(picture->height == p.height);
  return *std::move(picture);
}

/// What any reader gets out of the picture that leaves, also when it is blown up again.
std::string readable(const Preview& p) {
  const auto picture = opened(p);
  std::string out;
  for (const auto& c : read(picture)) out += c.text + " ";
  for (const auto& l : read_zxing(enlarged(picture.view(), 3).view(), Effort::hard, Wanted::all, Stage::hard))
    out += l.text + " ";
  return out;
}

/// A phone as payment programs show it: bars above, a square below, the same digits in both.
Gray phone() {
  auto page = on_page(draw_bars(code128_modules(payment), 3, 120), 1280, 720, 60, 40, 235);
  const auto square = draw_qr(payment, 10);
  for (int y = 0; y < square.height; ++y)
    std::copy_n(square.pixels.begin() + y * square.width, square.width,
                page.pixels.begin() + (y + 300) * page.width + 300);
  return page;
}

Gray product() {
  return on_page(draw_bars(dev::test::ean13_modules("6901234567892"), 4, 200), 1280, 720, 400, 260, 200);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_preview_is_small_and_shows_the_code) {
  PreviewMaker maker;
  const auto frame = product();
  const auto p = maker.make(frame.view(), wish(), read(frame), 0);
  BOOST_TEST(p.width == 320);
  BOOST_TEST(p.height == 180);
  BOOST_TEST(p.jpeg.size() <= max_preview_bytes);
  BOOST_TEST(p.of_width == 1280);
  BOOST_TEST(!p.hidden);
  BOOST_TEST(p.focus > 80);
  BOOST_TEST(p.mean > 150);
  const auto picture = opened(p);
  int darkest = 255;
  for (const auto v : picture.pixels) darkest = std::min<int>(darkest, v);
  BOOST_TEST(darkest < 120);  // its bars
}

BOOST_AUTO_TEST_CASE(a_preview_costs_little_beside_reading) {
  SystemClock clock;
  PreviewMaker maker;
  const auto frame = noisy(product(), 6, 5);
  const auto codes = read(frame);
  for (const int side : {320, 480}) {
    const Micros began = clock.boot_us();
    for (int i = 0; i < 20; ++i) maker.make(frame.view(), wish(side), codes, 0);
    const Micros each = (clock.boot_us() - began) / 20;
    BOOST_TEST_MESSAGE("a preview of " << side << " pixels of a 720p frame: " << each << " us");
    BOOST_TEST(each < 200 * us_per_ms);  // only against nonsense: machines differ
  }
}

BOOST_AUTO_TEST_CASE(the_worst_picture_is_still_small_enough) {
  PreviewMaker maker;
  const auto noise = noisy(Gray{1920, 1080, Bytes(1920 * 1080, 128)}, 127, 7);
  for (const int side : {160, 320, 480}) {
    const auto p = maker.make(noise.view(), wish(side), {}, 0);
    BOOST_TEST(p.jpeg.size() <= max_preview_bytes);
    BOOST_TEST(p.width == side);
  }
  const auto grain = noisy(Gray{480, 480, Bytes(480 * 480, 128)}, 127, 9);  // nothing averages it away
  BOOST_TEST(maker.make(grain.view(), wish(480), {}, 0).jpeg.size() <= max_preview_bytes);
}

BOOST_AUTO_TEST_CASE(only_the_part_that_was_wished_for_is_shown) {
  PreviewMaker maker;
  Gray frame{1000, 500, Bytes(1000 * 500, 20)};
  for (int y = 100; y < 300; ++y) std::fill_n(frame.pixels.begin() + y * 1000 + 200, 400, std::uint8_t{200});
  PreviewWish w = wish();
  w.left = 2'000, w.top = 2'000, w.right = 6'000, w.bottom = 6'000;
  const auto p = maker.make(frame.view(), w, {}, 0);
  BOOST_TEST(p.left == 200);
  BOOST_TEST(p.top == 100);
  BOOST_TEST(p.of_width == 400);
  BOOST_TEST(p.of_height == 200);
  BOOST_TEST(p.width == 320);
  BOOST_TEST(p.height == 160);
  BOOST_TEST(p.mean == 200);
}

BOOST_AUTO_TEST_CASE(tiny_and_odd_frames_are_pictures_too) {
  PreviewMaker maker;
  for (const auto& [width, height] : {std::pair{1, 1}, {3, 500}, {500, 3}, {7, 7}, {64, 48}}) {
    const Gray frame{width, height, Bytes(static_cast<std::size_t>(width * height), 90)};
    PreviewWish w = wish();
    w.left = w.right = 9'999;
    for (const auto& one : {wish(), w}) {
      const auto p = maker.make(frame.view(), one, {}, 0);
      BOOST_TEST(p.width >= 1);
      BOOST_TEST(p.height >= 1);
      BOOST_TEST(!p.jpeg.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_payment_code_cannot_be_read_from_the_picture_that_leaves) {
  const auto frame = phone();
  const auto codes = read(frame);
  BOOST_REQUIRE(!codes.empty());
  PreviewMaker plain;
  for (const int side : {160, 320, 480}) {
    PreviewMaker maker;
    const auto p = maker.make(frame.view(), wish(side), codes, 0);
    BOOST_TEST(p.hidden);
    BOOST_TEST(readable(p) == "");
  }
  // The cascade ends with the first code: with the product that lies beside the phone, for example.
  const auto p = plain.make(frame.view(), wish(480), {}, 0);
  BOOST_TEST(p.hidden);
  BOOST_TEST(readable(p) == "");
}

BOOST_AUTO_TEST_CASE(what_was_there_a_moment_ago_hides_the_next_frames_too) {
  PreviewMaker maker;
  BOOST_TEST(maker.make(phone().view(), wish(), read(phone()), us_per_s).hidden);
  BOOST_TEST(maker.make(product().view(), wish(), read(product()), 2 * us_per_s).hidden);
  BOOST_TEST(
      !maker.make(product().view(), wish(), read(product()), us_per_s + PreviewMaker::hidden_for).hidden);
}

BOOST_AUTO_TEST_CASE(only_goods_and_the_test_card_are_shown) {
  struct Row {
    Symbology symbology;
    const char* text;
    bool shown;
  };
  for (const auto& r : {Row{Symbology::ean13, "6901234567892", true},
                        {Symbology::ean8, "96385074", true},
                        {Symbology::code128, "0106901234567892", true},
                        {Symbology::dm,
                         "\x1D"
                         "0106901234567892"
                         "10ABC",
                         true},
                        {Symbology::dm, "]d20106901234567892", true},
                        {Symbology::qr, "https://a.example/01/06901234567892/10/A", true},
                        {Symbology::qr, "OUTPOST-TEST-CARD-QR", true},
                        {Symbology::dm, "OPCARD01", true},
                        {Symbology::qr, "134567890123456789", false},
                        {Symbology::code128, "134567890123456789", false},
                        {Symbology::code128, "281234567890123456", false},
                        {Symbology::qr, "28123456789012345678", false},
                        {Symbology::qr, "OPM1.M-7.1.00", false},
                        {Symbology::qr, "wxp://f2f0abc", false},
                        {Symbology::qr, "https://a.example/me?id=01", false},
                        {Symbology::qr, "https://a.example/01/x", false},
                        {Symbology::qr, "", false},
                        {Symbology::code128, "01069012345678", false}})
    BOOST_TEST(may_be_shown(r.symbology, r.text) == r.shown, r.text);
}

BOOST_AUTO_TEST_CASE(pixels_a_module_are_those_that_were_drawn) {
  for (const int module : {2, 3, 5}) {
    const auto frame =
        on_page(draw_bars(dev::test::ean13_modules("6901234567892"), module, 160), 900, 480, 40, 100, 220);
    const auto codes = read(frame);
    BOOST_REQUIRE(codes.size() == 1u);
    BOOST_TEST(pixels_per_module(codes[0]) == static_cast<float>(module),
               boost::test_tools::tolerance(0.06F));
  }
  BOOST_TEST(pixels_per_module({Symbology::qr, "whatever", {{{0, 0}, {9, 0}, {9, 9}, {0, 9}}}, {}}) == 0.F);
}

BOOST_AUTO_TEST_CASE(every_code_of_the_test_card_is_read_as_what_it_is) {
  for (const auto& code : test_card()) {
    Gray drawn;
    if (code.rows.size() == 1) {
      drawn = draw_bars(code.rows.front(), code.dots, 72);
    } else {
      std::string rows;
      for (const auto& row : code.rows) {
        for (const char bit : row) rows += bit == '1' ? '#' : ' ';
        rows += '\n';
      }
      drawn = draw_matrix(rows, code.dots, 4);
    }
    const auto found = read(on_page(drawn, 800, 400, 60, 100, 235));
    BOOST_TEST_CONTEXT(std::string(code.name)) {
      BOOST_REQUIRE(found.size() == 1u);
      BOOST_TEST(found[0].text == code.text);
      BOOST_TEST(symbology_name(found[0].symbology) == code.symbology);
      BOOST_TEST(may_be_shown(found[0].symbology, found[0].text));
      BOOST_TEST(pixels_per_module(found[0]) == static_cast<float>(code.dots),
                 boost::test_tools::tolerance(0.12F));
    }
  }
}
