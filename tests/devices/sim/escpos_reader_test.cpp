// The virtual printer's own reading of ESC/POS: against bytes written by hand, against our encoder, cut at
// every place.
#include "devices/codec/escpos_receipt.hpp"
#include "devices/sim/escpos_reader.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

using namespace outpost;
using namespace outpost::dev;

namespace {

Bytes bytes_of(const char* hex) { return *from_hex(hex); }

std::string printed(EscposReader& reader, ByteView bytes) {
  reader.feed(bytes);
  std::string out = paper::describe(reader.current());
  for (const auto& sheet : reader.take_sheets()) out += paper::describe(sheet) + "cut\n";
  return out;
}

std::string file(const std::string& name) {
  std::ifstream in(std::string(OUTPOST_SOURCE_DIR) + "/tests/fixtures/escpos/" + name, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(in, name);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Bytes fixture(const std::string& name) {
  std::string digits;
  for (const char c : file(name))
    if (c != ' ' && c != '\n') digits += c;
  return *from_hex(digits);
}

}  // namespace

BOOST_AUTO_TEST_CASE(commands_change_the_look_of_what_follows) {
  EscposReader reader(48);
  BOOST_TEST(printed(reader, bytes_of("1b40"
                                      "1b6101"
                                      "1b4501"
                                      "1d2111"
                                      "4142"
                                      "1b4500"
                                      "1d2100"
                                      "43"
                                      "0a"
                                      "1b6102"
                                      "44"
                                      "0a"
                                      "1b6403"
                                      "1d564100")) == "center bold 2x2 |AB| |C|\nright |D|\nfeed 3\ncut\n");
}

BOOST_AUTO_TEST_CASE(initialising_forgets_every_setting) {
  EscposReader reader(48);
  BOOST_TEST(printed(reader, bytes_of("1b6102"
                                      "1b4501"
                                      "1d2133"
                                      "1b40"
                                      "41"
                                      "0a")) == "left |A|\n");
}

BOOST_AUTO_TEST_CASE(chinese_is_read_in_its_mode_only) {
  EscposReader reader(48);
  BOOST_TEST(printed(reader, bytes_of("1c26"
                                      "d6d0b9fa"
                                      "0a"
                                      "1c2e"
                                      "d6d0"
                                      "0a")) == "left |中国|\nleft |□□|\n");
  BOOST_TEST(reader.missing_glyphs() == 2);
}

BOOST_AUTO_TEST_CASE(four_byte_characters_have_no_glyph) {
  EscposReader reader(48);
  BOOST_TEST(printed(reader, bytes_of("81308130"
                                      "41"
                                      "0a")) == "left |□A|\n");
  BOOST_TEST(reader.missing_glyphs() == 1);
}

BOOST_AUTO_TEST_CASE(lines_wrap_at_the_paper) {
  EscposReader reader(4);
  BOOST_TEST(printed(reader, bytes_of("6162636465"
                                      "0a"
                                      "61d6d0d6d0"
                                      "0a")) == "left |abcd|\nleft |e|\nleft |a中|\nleft |中|\n");
}

BOOST_AUTO_TEST_CASE(a_code_is_stored_and_printed) {
  EscposReader reader(48);
  BOOST_TEST(printed(reader, bytes_of("1b6101"
                                      "1d286b040031413200"
                                      "1d286b0300314306"
                                      "1d286b0300314533"
                                      "1d286b0500315030"
                                      "4142"
                                      "1d286b0300315130")) == "center qr 6 H |AB|\n");
}

BOOST_AUTO_TEST_CASE(commands_that_are_not_drawn_keep_the_stream_in_step) {
  EscposReader reader(48);
  // two forms of cut, an image of 2 x 1 bytes, a bar code of each form, a drawer kick, a bit image, questions
  BOOST_TEST(printed(reader, bytes_of("41"
                                      "0a"
                                      "1d5600"
                                      "1d76300002000100ffff"
                                      "1d6b02313233343500"
                                      "1d6b430431323334"
                                      "1b70003232"
                                      "1b2a000300aabbcc"
                                      "100401"
                                      "1d7201"
                                      "42"
                                      "0a"
                                      "1d5601")) == "left |A|\ncut\nleft image 16x1\nleft |B|\ncut\n");
  BOOST_TEST(reader.unknown_bytes() == 0);
  BOOST_TEST(reader.take_questions().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_receipt_of_ours_is_read_the_same_wherever_it_is_cut) {
  const Bytes bytes = fixture("receipt-48.hex");
  const std::string expected = file("receipt-48.txt");
  EscposReader whole(48);
  BOOST_TEST(printed(whole, bytes) == expected);
  BOOST_TEST(whole.missing_glyphs() == 0);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    EscposReader reader(48);
    reader.feed(ByteView(bytes).first(cut));
    reader.feed(ByteView(bytes).subspan(cut));
    std::string out;
    for (const auto& sheet : reader.take_sheets()) out += paper::describe(sheet) + "cut\n";
    BOOST_REQUIRE(out == expected);
  }
}

BOOST_AUTO_TEST_CASE(the_encoder_writes_the_receipt_that_was_captured) {
  ipc::PrintJob job = *ipc::decode_print(file("receipt-48.json"));
  const auto receipt = escpos::encode_receipt(job, 48);
  BOOST_REQUIRE(receipt.ok());
  Bytes bytes;
  for (const auto& part : receipt->parts) bytes.insert(bytes.end(), part.begin(), part.end());
  BOOST_TEST(to_hex(bytes) == to_hex(fixture("receipt-48.hex")));
}

BOOST_AUTO_TEST_CASE(a_lost_byte_spoils_little_and_a_cut_always_ends_the_sheet) {
  const Bytes bytes = fixture("receipt-48.hex");
  for (std::size_t gone = 0; gone < bytes.size(); ++gone) {
    Bytes damaged = bytes;
    damaged.erase(damaged.begin() + static_cast<std::ptrdiff_t>(gone));
    EscposReader reader(48);
    reader.feed(damaged);
    BOOST_TEST(reader.current().items.size() < 40u);
  }
}

BOOST_AUTO_TEST_CASE(paper_without_a_cut_does_not_grow_for_ever) {
  EscposReader reader(48);
  for (std::size_t i = 0; i <= EscposReader::max_items; ++i) reader.feed(bytes_of("410a"));
  BOOST_TEST(reader.take_sheets().size() == 1u);
  BOOST_TEST(reader.current().items.size() <= 1u);
}

BOOST_AUTO_TEST_CASE(drawn_modules_come_out_as_one_picture_dot_for_dot) {
  ipc::PrintJob job;
  ipc::PrintLine bars, square;
  bars.kind = square.kind = ipc::PrintLine::Kind::modules;
  bars.text = "10110", bars.size = 3, bars.height = 200;
  square.text = "10\n01", square.size = 4;
  ipc::PrintLine between;
  between.text = "x";
  job.lines = {bars, between, square};
  const auto receipt = dev::escpos::encode_receipt(job, 48);
  BOOST_REQUIRE(receipt.ok());
  EscposReader reader(48);
  for (const auto& part : receipt->parts) {
    BOOST_TEST(part.size() <= dev::escpos::max_part_bytes);
    for (std::size_t i = 0; i < part.size(); ++i) reader.feed(ByteView(part).subspan(i, 1));  // cut anywhere
  }
  BOOST_TEST(reader.unknown_bytes() == 0);
  BOOST_TEST(paper::describe(reader.current()) == "center image 16x200\nleft |x|\ncenter image 8x8\n");
  const auto& first = std::get<paper::Raster>(reader.current().items.at(0));
  BOOST_TEST(first.bits[0] == 0b11100011);  // 111 000 11|1 111 000
  BOOST_TEST(first.bits[1] == 0b11110000);
  BOOST_TEST(first.bits[2 * 199] == 0b11100011);
  const auto& second = std::get<paper::Raster>(reader.current().items.at(2));
  BOOST_TEST(second.bits[0] == 0xF0);
  BOOST_TEST(second.bits[7] == 0x0F);
}
