// The cascade on codes that we drew ourselves. In this process: these pictures do not make a library abort.
#include "devices/vision/decode.hpp"
#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using namespace outpost::dev::vision;

namespace {

std::string codes(const Gray& picture, Hints hints = {.still = true, .budget_us = 10 * us_per_s}) {
  SystemClock clock;
  std::string out;
  for (const auto& code : decode(picture.view(), hints, clock))
    out += std::string(symbology_name(code.symbology)) + ":" + code.text + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_symbology_is_read_from_a_clean_drawing) {
  BOOST_TEST(codes(draw_bars(ean13_modules("6901234567892"), 3, 120)) == "EAN13:6901234567892 ");
  BOOST_TEST(codes(draw_bars(ean13_modules("0012345678905"), 3, 120)) == "UPCA:012345678905 ");
  BOOST_TEST(codes(draw_bars(ean8_modules("96385074"), 3, 120)) == "EAN8:96385074 ");
  BOOST_TEST(codes(draw_bars(upce_modules("01234565"), 3, 120)) == "UPCE:01234565 ");
  BOOST_TEST(codes(draw_bars(code128_modules("Outpost-128"), 3, 120)) == "CODE128:Outpost-128 ");
  BOOST_TEST(codes(draw_qr("https://example.org/p/1?a=b", 4)) == "QR:https://example.org/p/1?a=b ");
}

BOOST_AUTO_TEST_CASE(a_wrong_check_digit_and_number_system_one_are_never_read) {
  BOOST_TEST(codes(draw_bars(ean13_modules("6901234567893"), 3, 120)) == "");
  BOOST_TEST(codes(draw_bars(ean8_modules("96385075"), 3, 120)) == "");
  BOOST_TEST(codes(draw_bars(upce_modules("12345670"), 3, 120)) == "");
}

BOOST_AUTO_TEST_CASE(a_chinese_product_is_not_read_as_its_left_half) {
  // The left half of these has the parity pattern of UPC-E; the right half is covered by a thumb.
  for (const auto* digits : {"6901234567892", "6902345678905", "6921168509256", "6954767470573"}) {
    auto picture = draw_bars(ean13_modules(digits), 3, 120);
    for (int y = 0; y < picture.height; ++y)
      for (int x = (10 + 50) * 3; x < picture.width; ++x)
        picture.pixels[static_cast<std::size_t>(y * picture.width + x)] = 120;
    BOOST_TEST(codes(picture) == "", digits);
  }
}

BOOST_AUTO_TEST_CASE(small_turns_noise_and_grey_paper_are_read) {
  const auto code = draw_bars(ean13_modules("6901234567892"), 3, 120);
  for (const double degrees : {-8.0, 5.0, 90.0, 180.0, 270.0})
    BOOST_TEST(codes(turned(code, degrees)) == "EAN13:6901234567892 ", degrees);
  BOOST_TEST(codes(noisy(code, 40, 1)) == "EAN13:6901234567892 ");
  BOOST_TEST(codes(on_page(code, 1'600, 1'200, 700, 500, 190)) == "EAN13:6901234567892 ");
}

BOOST_AUTO_TEST_CASE(several_codes_of_a_picture_are_all_read) {
  auto page = on_page(draw_bars(ean13_modules("6901234567892"), 3, 120), 900, 700, 40, 40, 255);
  page = on_page(page, 900, 700, 0, 0, 255);
  const auto second = draw_bars(ean13_modules("4006381333931"), 3, 120);
  for (int y = 0; y < second.height; ++y)
    for (int x = 0; x < second.width; ++x)
      page.pixels[static_cast<std::size_t>((y + 400) * 900 + x + 300)] =
          second.pixels[static_cast<std::size_t>(y * second.width + x)];
  const auto found = codes(page);
  BOOST_TEST(found.find("EAN13:6901234567892") != std::string::npos);
  BOOST_TEST(found.find("EAN13:4006381333931") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_frame_of_a_stream_that_shows_two_codes_is_searched_for_more_at_every_angle) {
  const auto put = [](Gray& page, const Gray& picture, int left, int top) {
    for (int y = 0; y < picture.height; ++y)
      for (int x = 0; x < picture.width; ++x)
        page.pixels[static_cast<std::size_t>((y + top) * page.width + x + left)] =
            picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
  };
  Gray page{1'280, 960, Bytes(1'280 * 960, 255)};
  put(page, draw_qr("first", 5), 40, 40);
  put(page, draw_qr("second", 5), 1'000, 40);
  std::string numbers;
  for (int i = 0; i < 6; ++i) {
    const std::string number = "690123456" + std::to_string(7892 + i * 1'000).substr(0, 3);
    std::string digits = number;
    int sum = 0;
    for (std::size_t k = 0; k < 12; ++k) sum += (digits[k] - '0') * (k % 2 ? 3 : 1);
    digits += static_cast<char>('0' + (10 - sum % 10) % 10);
    put(page, turned(draw_bars(ean13_modules(digits), 3, 100), 33), 20 + i % 3 * 420, 200 + i / 3 * 380);
    numbers += digits + " ";
  }
  const auto found = codes(page, {.budget_us = 10 * us_per_s});
  for (std::size_t at = 0; at < numbers.size(); at += 14)
    BOOST_TEST(found.find(numbers.substr(at, 13)) != found.npos, numbers.substr(at, 13)
                                                                     << " is not in " << found);
  BOOST_TEST(found.find("QR:first") != found.npos);
}

BOOST_AUTO_TEST_CASE(corners_are_where_the_code_is) {
  SystemClock clock;
  const auto page = on_page(draw_bars(ean13_modules("6901234567892"), 3, 120), 1'600, 1'200, 700, 500, 255);
  const auto found = decode(page.view(), {.still = true}, clock);
  BOOST_REQUIRE(found.size() == 1u);
  for (const auto& p : found[0].corners) {
    BOOST_TEST(p.x > 700 + 20);
    BOOST_TEST(p.x < 700 + 30 + 95 * 3 + 10);
    BOOST_TEST(p.y > 490);
    BOOST_TEST(p.y < 630);
  }
}

BOOST_AUTO_TEST_CASE(pictures_without_a_code_give_none) {
  SeededRandom random(5);
  for (const int side : {1, 2, 7, 47, 48, 60, 300}) {
    Gray noise{side, side, Bytes(static_cast<std::size_t>(side * side))};
    random.fill(noise.pixels);
    BOOST_TEST(codes(noise) == "");
    BOOST_TEST(codes(Gray{side, side, Bytes(static_cast<std::size_t>(side * side), 255)}) == "");
  }
  BOOST_TEST(codes(Gray{1, 4'000, Bytes(4'000, 0)}) == "");
  BOOST_TEST(codes(Gray{4'000, 1, Bytes(4'000, 0)}) == "");
  BOOST_TEST(codes(Gray{20'000, 3, Bytes(60'000, 127)}) == "");
}

BOOST_AUTO_TEST_CASE(no_pass_begins_after_the_budget) {
  ManualClock clock;  // time stands still: all passes run; with no budget none does
  const auto picture = draw_bars(ean13_modules("6901234567892"), 3, 120);
  BOOST_TEST(decode(picture.view(), {.still = true, .budget_us = 0}, clock).empty());
  BOOST_TEST(decode(picture.view(), {.still = true, .budget_us = 1}, clock).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_careful_passes_read_what_is_plain) {
  const Hints careful{.still = true, .careful = true};
  BOOST_TEST(codes(draw_bars(ean13_modules("6901234567892"), 3, 120), careful) == "EAN13:6901234567892 ");
}

BOOST_AUTO_TEST_CASE(each_pass_says_what_it_took_and_gained) {
  ManualClock clock;
  const auto runs =
      passes_of(draw_bars(ean13_modules("6901234567892"), 3, 120).view(), {.still = true}, clock);
  BOOST_REQUIRE(!runs.empty());
  BOOST_TEST(runs[0].name == "fast");
  std::size_t gained = 0;
  for (const auto& run : runs) gained += run.codes.size();
  BOOST_TEST(gained == 1u);  // a code is told by the first pass after which it is accepted, and only there
  BOOST_TEST(runs[0].codes.size() == 1u);
  const Gray paper{300, 300, Bytes(90'000, 255)};
  BOOST_TEST(passes_of(paper.view(), {.still = true}, clock).size() > runs.size());  // all were tried
}
