#include "devices/codec/escpos_receipt.hpp"
#include "devices/codec/escpos_status.hpp"
#include "devices/codec/gb18030.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;
using ipc::PrintJob;
using ipc::PrintLine;

namespace {

PrintLine text(const std::string& s, int size = 1, PrintLine::Align align = PrintLine::Align::left,
               bool bold = false) {
  PrintLine line;
  line.text = s;
  line.size = size;
  line.align = align;
  line.bold = bold;
  return line;
}

std::string hex(const escpos::Receipt& r) {
  std::string out;
  for (const auto& part : r.parts) out += to_hex(part);
  return out;
}

std::string encoded(std::vector<PrintLine> lines, int columns = 48) {
  PrintJob job;
  job.lines = std::move(lines);
  const auto r = escpos::encode_receipt(job, columns);
  BOOST_REQUIRE(r.ok());
  return hex(*r).substr(8);  // without the four bytes that begin every receipt
}

}  // namespace

BOOST_AUTO_TEST_CASE(text_becomes_gb18030_of_one_and_two_bytes) {
  BOOST_TEST(to_hex(to_gb18030("A中€")->bytes) == "41d6d0a2e3");
  BOOST_TEST(from_gb18030(to_gb18030("合计 ￥3.50（含税）")->bytes) == "合计 ￥3.50（含税）");
  BOOST_TEST(to_gb18030("\xFF").error().name == "text-not-utf8");
}

BOOST_AUTO_TEST_CASE(characters_of_four_bytes_become_question_marks_and_are_counted) {
  const auto r = to_gb18030("a😀b𠮷cก");
  BOOST_REQUIRE(r.ok());
  BOOST_TEST(as_text(r->bytes) == "a?b?c?");
  BOOST_TEST(r->replaced == 3);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_gb18030_do_not_stop_the_rest) {
  BOOST_TEST(from_gb18030(Bytes{'a', 0xFF, 'b'}) == "a\xEF\xBF\xBD"
                                                    "b");
}

BOOST_AUTO_TEST_CASE(each_kind_of_line_has_its_bytes) {
  BOOST_TEST(encoded({text("Hi")}) == "1b6100"
                                      "1b4500"
                                      "1d2100"
                                      "48690a");
  BOOST_TEST(encoded({text("中", 2, PrintLine::Align::center, true)}) == "1b6101"
                                                                         "1b4501"
                                                                         "1d2111"
                                                                         "d6d00a");
  BOOST_TEST(encoded({text("", 1, PrintLine::Align::right)}) == "1b6102"
                                                                "1b4500"
                                                                "1d2100"
                                                                "0a");
  PrintLine qr, feed, cut;
  qr.kind = PrintLine::Kind::qr;
  qr.text = "AB";
  qr.size = 6;
  BOOST_TEST(encoded({qr}) == "1b6101"
                              "1d286b040031413200"
                              "1d286b0300314306"
                              "1d286b0300314531"
                              "1d286b0500315030"
                              "4142"
                              "1d286b0300315130"
                              "0a");
  feed.kind = PrintLine::Kind::feed;
  feed.feed = 3;
  cut.kind = PrintLine::Kind::cut;
  BOOST_TEST(encoded({feed, cut}) == "1b6403"
                                     "1d564100");
}

BOOST_AUTO_TEST_CASE(a_receipt_begins_by_resetting_what_the_last_one_left) {
  const auto r = escpos::encode_receipt({}, 48);
  BOOST_TEST(hex(*r) == "1b40"
                        "1c26");
}

BOOST_AUTO_TEST_CASE(long_lines_wrap_at_the_paper_and_never_inside_a_character) {
  const std::string head = "1b6100"
                           "1b4500"
                           "1d2100";
  BOOST_TEST(encoded({text("abcdefgh")}, 16) == head + to_hex(as_bytes("abcdefgh\n")));
  BOOST_TEST(encoded({text(std::string(20, 'x'))}, 16) ==
             head + to_hex(as_bytes(std::string(16, 'x') + "\nxxxx\n")));
  std::string wide, bytes;
  for (int i = 0; i < 9; ++i)
    wide += "中", bytes += i == 7   ? "d6d00a"
                                      "d6d0"
                           : i == 8 ? ""
                                    : "d6d0";
  BOOST_TEST(encoded({text("a" + wide)}, 16) == head + "61"
                                                       "d6d0d6d0d6d0d6d0d6d0d6d0d6d0"
                                                       "0a"
                                                       "d6d0d6d0"
                                                       "0a");
}

BOOST_AUTO_TEST_CASE(parts_end_at_lines_and_are_small_enough_for_one_write) {
  PrintJob job;
  for (int i = 0; i < 400; ++i) job.lines.push_back(text(std::string(40, static_cast<char>('a' + i % 26))));
  const auto r = escpos::encode_receipt(job, 48);
  BOOST_REQUIRE(r.ok());
  BOOST_TEST(r->parts.size() > 4u);
  for (const auto& part : r->parts) {
    BOOST_TEST(part.size() <= escpos::max_part_bytes);
    BOOST_TEST(part.back() == 0x0A);
  }
  BOOST_TEST(r->lines == 400);
}

BOOST_AUTO_TEST_CASE(a_second_print_carries_its_mark) {
  PrintJob job;
  job.duplicate = true;
  job.lines.push_back(text("x"));
  const auto bytes = hex(*escpos::encode_receipt(job, 48));
  BOOST_TEST(bytes.find(to_hex(as_bytes("DUPLICATE"))) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_bytes_with_the_four_fixed_bits_are_answers) {
  int good = 0;
  for (int b = 0; b < 256; ++b) good += escpos::is_status_byte(static_cast<std::uint8_t>(b));
  BOOST_TEST(good == 16);
  escpos::PrinterStatus s;
  for (const int b : {0x00, 0xFF, 0x15, 0x11, 0x13, 0x92, 0x02})
    BOOST_TEST(!escpos::take_status(escpos::Ask::paper, static_cast<std::uint8_t>(b), s));
  BOOST_CHECK(s == escpos::PrinterStatus{});
}

BOOST_AUTO_TEST_CASE(each_answer_sets_and_clears_what_its_question_is_about) {
  using escpos::Ask;
  struct Row {
    Ask ask;
    std::uint8_t byte;
    std::string_view hindrance;
  };
  for (const auto& [ask, byte, hindrance] : {Row{Ask::printer, 0x12, ""},
                                             {Ask::printer, 0x1A, "printer-offline"},
                                             {Ask::offline_cause, 0x16, "cover-open"},
                                             {Ask::offline_cause, 0x52, "printer-error"},
                                             {Ask::error_cause, 0x1A, "cutter"},
                                             {Ask::error_cause, 0x32, "printer-fatal"},
                                             {Ask::paper, 0x72, "paper-out"},
                                             {Ask::paper, 0x1E, ""}}) {
    escpos::PrinterStatus s;
    BOOST_TEST(escpos::take_status(ask, byte, s));
    BOOST_TEST(escpos::hindrance(s) == hindrance);
    BOOST_TEST(escpos::take_status(ask, 0x12, s));
    BOOST_TEST(escpos::hindrance(s) == "");
  }
  escpos::PrinterStatus near;
  escpos::take_status(Ask::paper, 0x1E, near);
  BOOST_TEST(near.paper_near_end);
  BOOST_TEST(to_hex(escpos::ask_status(Ask::paper)) == "100404");
}
