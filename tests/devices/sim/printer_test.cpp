#include "devices/codec/escpos_receipt.hpp"
#include "devices/sim/cjk_font.hpp"
#include "devices/sim/printer.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <png.h>

using namespace outpost;
using namespace outpost::dev;
namespace fs = std::filesystem;

namespace {

Bytes receipt(const char* body) {
  const auto job = ipc::decode_print(body);
  BOOST_REQUIRE(job.ok());
  const auto encoded = escpos::encode_receipt(*job, 48);
  Bytes out;
  for (const auto& part : encoded->parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

const char* const small = R"({"job":{"lines":[{"text":"A"},{"text":"B"},{"cut":true}]}})";

std::string ask(PrinterSimulator& p, int question) {
  p.on_bytes(Bytes{0x10, 0x04, static_cast<std::uint8_t>(question)}, 0);
  return to_hex(p.take_output());
}

struct Picture {
  int width = 0, height = 0;
  Bytes pixels;
  int dark() const {
    return static_cast<int>(std::count_if(pixels.begin(), pixels.end(), [](auto p) { return p < 128; }));
  }
  /// First and last column that has ink.
  std::pair<int, int> ink() const {
    int left = width, right = -1;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        if (pixels[static_cast<std::size_t>(y * width + x)] < 128)
          left = std::min(left, x), right = std::max(right, x);
    return {left, right};
  }
};

Picture load(const std::string& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  BOOST_REQUIRE(png_image_begin_read_from_file(&image, path.c_str()));
  image.format = PNG_FORMAT_GRAY;
  Picture out{static_cast<int>(image.width), static_cast<int>(image.height), Bytes(PNG_IMAGE_SIZE(image))};
  BOOST_REQUIRE(png_image_finish_read(&image, nullptr, out.pixels.data(), 0, nullptr));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_healthy_printer_says_so_and_prints) {
  PrinterSimulator p({});
  BOOST_TEST(ask(p, 1) == "12");
  BOOST_TEST(ask(p, 4) == "12");
  p.on_bytes(receipt(small), 0);
  BOOST_REQUIRE(p.sheets().size() == 1u);
  BOOST_TEST(paper::describe(p.sheets()[0]) == "left |A|\nleft |B|\n");
}

BOOST_AUTO_TEST_CASE(a_question_is_heard_wherever_a_write_cuts_it) {
  PrinterSimulator p({});
  p.on_bytes(Bytes{0x41, 0x10}, 0);
  p.on_bytes(Bytes{0x04}, 0);
  BOOST_TEST(to_hex(p.take_output()) == "");
  p.on_bytes(Bytes{0x01}, 0);
  BOOST_TEST(to_hex(p.take_output()) == "12");
  BOOST_TEST(ask(p, 9) == "");
}

BOOST_AUTO_TEST_CASE(without_paper_it_says_why_keeps_what_it_got_and_goes_on_with_a_new_roll) {
  PrinterSetup setup;
  setup.paper_lines = 1;
  PrinterSimulator p(std::move(setup));
  p.on_bytes(receipt(small), 0);
  BOOST_TEST(p.sheets().empty());
  BOOST_TEST(ask(p, 1) == "1a");
  BOOST_TEST(ask(p, 4) == "7e");
  p.act({0, "paper_ok", {}});
  BOOST_TEST(p.sheets().size() == 1u);
  BOOST_TEST(ask(p, 1) == "12");
}

BOOST_AUTO_TEST_CASE(an_open_cover_stops_it_and_a_full_buffer_takes_nothing_more) {
  PrinterSimulator p({});
  p.act({0, "cover_open", {}});
  BOOST_TEST(ask(p, 2) == "16");
  p.on_bytes(Bytes(9'000, 'x'), 0);
  BOOST_TEST(!p.accepts());
  p.act({0, "cover_closed", {}});
  BOOST_TEST(p.accepts());
}

BOOST_AUTO_TEST_CASE(pulling_the_cable_loses_what_it_held) {
  PrinterSimulator p({});
  p.act({0, "cover_open", {}});
  p.on_bytes(receipt(small), 0);
  p.act({0, "unplug", {}});
  BOOST_TEST(!p.plugged());
  p.act({0, "plug", {}});
  p.act({0, "cover_closed", {}});
  BOOST_TEST(p.sheets().empty());
}

BOOST_AUTO_TEST_CASE(wrong_settings_are_refused) {
  for (const auto& [key, value] :
       {std::pair{"width_columns", "7"}, {"paper_lines", "x"}, {"scenario", "/nonexistent"}})
    BOOST_TEST(!PrinterSimulator::make({"printer", {{key, value}}}).ok());
}

BOOST_AUTO_TEST_CASE(a_receipt_is_left_as_a_picture) {
  const auto dir = (fs::temp_directory_path() / ("outpost-receipts-" + std::to_string(::getpid()))).string();
  const auto made = PrinterSimulator::make({"printer", {{"copy_dir", dir}, {"unit", "p1"}}});
  BOOST_REQUIRE(made.ok());
  (*made)->on_bytes(receipt(R"({"job":{"lines":[{"text":"Left"},{"cut":true}]}})"), 0);
  (*made)->on_bytes(receipt(R"({"job":{"lines":[{"text":"R","align":"right","size":2},{"cut":true}]}})"), 0);
  (*made)->on_bytes(receipt(R"({"job":{"lines":[{"qr":"https://example.org/r/1","size":6},{"cut":true}]}})"),
                    0);
  const Picture left = load(dir + "/p1-000001.png"), right = load(dir + "/p1-000002.png"),
                qr = load(dir + "/p1-000003.png");
  BOOST_TEST(left.width == 48 * 12 + 48);
  BOOST_TEST(left.dark() > 100);
  BOOST_TEST(left.ink().first < 24 + 12);
  BOOST_TEST(left.ink().second < 24 + 5 * 12);
  BOOST_TEST(right.ink().first > left.width - 24 - 2 * 12 - 4);
  BOOST_TEST(qr.dark() > 25 * 25 * 36 / 3);  // 25 x 25 modules, not quite half of them dark
  BOOST_TEST(qr.dark() < 25 * 25 * 36 * 2 / 3);
  // Another process of the same unit does not write over them.
  const auto again = PrinterSimulator::make({"printer", {{"copy_dir", dir}, {"unit", "p1"}}});
  (*again)->on_bytes(receipt(small), 0);
  BOOST_TEST(fs::exists(dir + "/p1-000004.png"));
  fs::remove_all(dir);
}

BOOST_AUTO_TEST_CASE(chinese_is_drawn_where_a_font_is_there_and_boxed_where_not) {
  paper::Sheet sheet;
  sheet.items.push_back(paper::Line{paper::Align::left, {{"中国", false, 1, 1}}, 4});
  sheet.items.push_back(paper::Line{paper::Align::left, {{"口口", false, 1, 1}}, 4});
  paper::Painter boxes("", 48);
  BOOST_TEST(!boxes.has_chinese());
  const auto without = boxes.paint(sheet);
  BOOST_TEST(std::count(without.pixels.begin(), without.pixels.end(), 0) > 100);
  const auto font = find_cjk_font();
  if (font.empty()) {
    BOOST_TEST_MESSAGE("SKIPPED: no font with Chinese characters on this machine");
    return;
  }
  paper::Painter painter(font, 48);
  BOOST_TEST(painter.has_chinese());
  BOOST_CHECK(painter.paint(sheet).pixels != without.pixels);
}

BOOST_AUTO_TEST_CASE(a_very_long_sheet_is_cut_off_and_not_out_of_memory) {
  paper::Sheet sheet;
  for (int i = 0; i < 4'000; ++i) sheet.items.emplace_back(paper::Feed{255});
  BOOST_TEST(paper::Painter("", 64).paint(sheet).height <= paper::Painter::max_height);
}
