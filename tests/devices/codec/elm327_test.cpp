#include "devices/codec/elm327.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

namespace {

ElmReply one_reply(std::string_view bytes) {
  ElmReader reader;
  reader.feed(as_bytes(bytes));
  auto reply = reader.next();
  BOOST_REQUIRE(reply.has_value());
  return *reply;
}

std::string bytes_with_nul(std::string text) {
  for (auto at = text.find('~'); at != std::string::npos; at = text.find('~')) text[at] = '\0';
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(elm327)

BOOST_AUTO_TEST_CASE(lines_end_in_every_way_that_adapters_end_them) {
  const std::vector<std::string> want = {"41 0C 1A F8 ", "41 0D 00 "};
  for (const std::string raw : {"41 0C 1A F8 \r41 0D 00 \r\r>", "41 0C 1A F8 \r\n41 0D 00 \r\n\r\n>",
                                "\r\r\n41 0C 1A F8 \r\r\n41 0D 00 \r\r\n>", "41 0C~ 1A F8 \r~41 0D 00 \r~>",
                                "\xFC\xFF"
                                "41 0C 1A F8 \r41 0D 00 \r>"})
    BOOST_TEST(one_reply(bytes_with_nul(raw)).lines == want, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reply_comes_whole_however_it_is_cut) {
  const std::string raw = "010C\r7E8 04 41 0C 1A F8 \r\r>";
  for (std::size_t cut = 0; cut <= raw.size(); ++cut) {
    ElmReader reader;
    reader.feed(as_bytes(raw).first(cut));
    reader.feed(as_bytes(raw).subspan(cut));
    const auto reply = reader.next();
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST(reply->lines.size() == 2u);
    BOOST_TEST(reader.idle());
  }
}

BOOST_AUTO_TEST_CASE(floods_are_cut_and_said) {
  ElmReader reader;
  for (int i = 0; i < 1'000'000; ++i) reader.feed(as_bytes("A\r"));
  reader.feed(as_bytes(">"));
  auto reply = reader.next();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->overflow);
  BOOST_TEST(reply->lines.size() < 8'000u);
  reader.feed(as_bytes(std::string(10'000, 'F') + "\r>"));
  reply = reader.next();
  BOOST_TEST(reply->overflow);
  reader.feed(as_bytes("41 00\r>"));
  reply = reader.next();
  BOOST_TEST(!reply->overflow);  // the next one is fine again
  for (int i = 0; i < 1'000; ++i) reader.feed(as_bytes(">"));
  int waiting = 0;
  while (reader.next()) ++waiting;
  BOOST_TEST(waiting <= 8);
}

struct Said {
  std::string line, request;
  LineKind kind;
  std::string rest;  // data: what remains; fault: its name
};

BOOST_AUTO_TEST_CASE(every_kind_of_line_is_known) {
  const std::vector<Said> table = {
      {"7E8 04 41 0C 1A F8 ", "010C", LineKind::data, "7E804410C1AF8"},
      {"SEARCHING...7E8 04 41 0C 1A F8", "010C", LineKind::data, "7E804410C1AF8"},
      {"BUS INIT: OK", "0100", LineKind::searching, ""},
      {"BUSINIT:...OK", "0100", LineKind::searching, ""},
      {"BUS INIT: ", "0100", LineKind::searching, ""},
      {"SEARCHING...", "0100", LineKind::searching, ""},
      {"010C41 0C 1A F8", "010C", LineKind::data, "410C1AF8"},
      {"03A", "03", LineKind::data, "03A"},  // a length line, not an echo with something glued to it
      {"0343 00", "03", LineKind::data, "4300"},
      {"03NO DATA", "03", LineKind::no_data, ""},
      {"OK", "ATE0", LineKind::ok, ""},
      {"?", "ATAL", LineKind::unknown, ""},
      {"NO DATA", "010C", LineKind::no_data, ""},
      {"NODATA", "010C", LineKind::no_data, ""},
      {"UNABLE TO CONNECT", "0100", LineKind::fault, "unable-to-connect"},
      {"SEARCHING...UNABLE TO CONNECT", "0100", LineKind::fault, "unable-to-connect"},
      {"BUS INIT: ...ERROR", "0100", LineKind::fault, "bus-init"},
      {"BUS INIT: ERROR", "0100", LineKind::fault, "bus-init"},
      {"CAN ERROR", "0100", LineKind::fault, "can-error"},
      {"BUFFER FULL", "0100", LineKind::fault, "buffer-full"},
      {"STOPPED", "0100", LineKind::fault, "stopped"},
      {"LV RESET", "0100", LineKind::fault, "low-voltage-reset"},
      {"ACT ALERT", "0100", LineKind::fault, "activity-alert"},
      {"!LP ALERT", "0100", LineKind::fault, "low-power"},
      {"!ACT ALERT", "0100", LineKind::fault, "activity-alert"},
      {"FC RX TIMEOUT", "0902", LineKind::fault, "flow-control-timeout"},
      {"OUT OF MEMORY", "0902", LineKind::fault, "adapter-memory"},
      {"UART RX OVERFLOW", "0902", LineKind::fault, "adapter-overflow"},
      {"ERROR", "ATI", LineKind::fault, "adapter-error"},  // a modem, for instance
      {"BUSBUSY", "0100", LineKind::fault, "bus-busy"},
      {"FB ERROR", "0100", LineKind::fault, "feedback-error"},
      {"SEARCHING...STOPPED", "0100", LineKind::fault, "stopped"},
      {"<RX ERROR", "0100", LineKind::fault, "rx-error"},
      {"7E8 04 41 0C BUFFER FULL", "010C", LineKind::fault, "buffer-full"},  // data that broke off
      {"7E8 10 14 49 02STOPPED", "0902", LineKind::fault, "stopped"},
      {"0101  STOPPED", "0101", LineKind::fault, "stopped"},
      {"0101    ERR93", "0101", LineKind::fault, "adapter-error"},
      {"BUS INIT: .....ERROR", "0100", LineKind::fault, "bus-init"},
      {"BUS INIT: ...OK48 6B 10 41 0C 1A F8 22", "010C", LineKind::data, "486B10410C1AF822"},
      {"...48 6B 1A 41 00 88 18 00 10 BE", "0100", LineKind::data, "486B1A410088180010BE"},
      {"...", "0100", LineKind::searching, ""},
      {".7E8 04 41 0C 1A", "010C", LineKind::data, ".7E804410C1A"},  // a stray sign: not readable as data
      {"SEARCHING...NO DATA", "0100", LineKind::no_data, ""},
      {"7E8 RTR", "010C", LineKind::fault, "remote-frame"},
      {"FC: 30 00 00", "0902", LineKind::searching, ""},  // the adapter's own frame
      {"7e8\t04 41 0c 1a f8\t ", "010C", LineKind::data, "7E804410C1AF8"},
      {"ATE0OK", "ATE0", LineKind::ok, ""},
      {"OBDLink MX", "STI", LineKind::banner, ""},
      {"ERR94", "0100", LineKind::fault, "adapter-error"},
      {"48 6B 10 41 0C 1A F8 22 <DATA ERROR", "010C", LineKind::fault, "data-error"},
      {"48 6B 10 41 <RX ERROR", "010C", LineKind::fault, "rx-error"},
      {"48 6B 10 < 41", "010C", LineKind::fault, "data-error"},
      {"ELM327 v1.5", "0100", LineKind::banner, ""},
      {"STN2120 v5.6.2", "ATI", LineKind::banner, ""},
      {"12.4V", "ATRV", LineKind::text, ""},
  };
  for (const auto& t : table) {
    BOOST_TEST_CONTEXT(t.line) {
      const auto line = classify_line(t.line, t.request);
      BOOST_REQUIRE(line.has_value());
      BOOST_TEST(static_cast<int>(line->kind) == static_cast<int>(t.kind));
      if (t.kind == LineKind::data) BOOST_TEST(line->text == t.rest);
      if (t.kind == LineKind::fault) BOOST_TEST(line->fault == t.rest);
    }
  }
  BOOST_TEST(!classify_line("010c", "01 0C").has_value());
}

BOOST_AUTO_TEST_CASE(voltages) {
  const std::vector<std::pair<std::string, int>> good = {
      {"12.4V", 12'400}, {"13.25V", 13'250}, {" 0.0 V", 0}, {"14V", 14'000}, {"12.123v", 12'123}};
  for (const auto& [text, mv] : good) {
    const auto read = parse_voltage_mv(text);
    BOOST_REQUIRE_MESSAGE(read.ok(), text);
    BOOST_TEST(*read == mv);
  }
  for (const std::string text :
       {"", "V", "?", "12,4V", ".V", "-3V", "12.4.1V", "1e3", "999999999V", "12V4", "014", "6"})
    BOOST_TEST(!parse_voltage_mv(text).ok(), text);
}

BOOST_AUTO_TEST_CASE(protocol_numbers) {
  BOOST_TEST(*parse_protocol_number("6") == 6);
  BOOST_TEST(*parse_protocol_number("A7") == 7);
  BOOST_TEST(*parse_protocol_number("A") == 10);
  BOOST_TEST(*parse_protocol_number("AC") == 12);
  for (const std::string text : {"", "?", "D", "AA6", "66", "AUTO"})
    BOOST_TEST(!parse_protocol_number(text).ok(), text);
}

BOOST_AUTO_TEST_SUITE_END()
