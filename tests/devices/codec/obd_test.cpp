#include "devices/codec/obd.hpp"
#include "devices/codec/obd_protocol.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

BOOST_AUTO_TEST_SUITE(obd)

BOOST_AUTO_TEST_CASE(requests_as_text) {
  BOOST_TEST((parse_obd_request("7A0:22C00B")->to == 0x7A0));
  BOOST_TEST(((parse_obd_request("7DF:010C")->to == 0 && parse_obd_request("18DB33F1:010C")->to == 0)));
  BOOST_TEST(request_text(parse_obd_request("01 0c 0d")->bytes) == "010C0D");
  for (const std::string bad :
       {"", "0", "010", "xyz", "7A0:", ":010C", "0:010C", "FFFFFFFF:010C", "0102030405060708"})
    BOOST_TEST(!parse_obd_request(bad).ok(), bad);
  BOOST_TEST(answer_id(0x7A0) == 0x7A8u);
  BOOST_TEST(answer_id(0x18DA10F1) == 0x18DAF110u);
  BOOST_TEST(answer_id(0x123) == 0u);
}

BOOST_AUTO_TEST_CASE(checksums) {
  BOOST_TEST(j1850_crc(as_bytes("123456789")) == 0x4B);
  BOOST_TEST(sum_checksum(*from_hex("486B10410C1AF8")) == 0x22);
}

BOOST_AUTO_TEST_CASE(protocols_by_number) {
  for (int n = 1; n <= 9; ++n) {
    BOOST_REQUIRE(protocol_by_number(n) != nullptr);
    BOOST_TEST(protocol_by_key(protocol_by_number(n)->key) == protocol_by_number(n));
  }
  for (const int n : {-1, 0, 10, 11, 12}) BOOST_TEST(protocol_by_number(n) == nullptr);
}

BOOST_AUTO_TEST_CASE(an_unknown_identifier_is_shown_raw_and_alone) {
  ElmReply reply{{"7E8 04 41 F0 12 34"}, false};
  auto read = read_obd({{0x01, 0xF0}, 0}, {Bus::can11, true, "01F0", 0}, reply);
  BOOST_REQUIRE(read.values.size() == 1u);
  BOOST_TEST(read.values[0].text == "1234");
  BOOST_TEST(read.values[0].unit == "hex");
  reply.lines = {"7E8 06 41 F0 12 34 0D 20"};
  read = read_obd({{0x01, 0xF0, 0x0D}, 0}, {Bus::can11, true, "01F00D", 0}, reply);
  BOOST_TEST(read.values.empty());
  BOOST_TEST(read.faults[0].name == "pid-length-unknown");
}

BOOST_AUTO_TEST_CASE(a_request_of_more_than_six_identifiers_is_no_question) {
  const ElmReply reply{{"7E8 03 41 0D 20"}, false};
  ObdRequest request{{0x01, 0x0D, 0x0C, 0x05, 0x04, 0x11, 0x0F}, 0};
  BOOST_TEST(read_obd(request, {Bus::can11, true, "", 0}, reply).values.size() == 1u);
  request.bytes.push_back(0x10);
  const auto read = read_obd(request, {Bus::can11, true, "", 0}, reply);
  BOOST_TEST(read.values.empty());
  BOOST_TEST_REQUIRE(read.faults.size() == 1u);
  BOOST_TEST(read.faults[0].name == "request-malformed");
}

BOOST_AUTO_TEST_SUITE_END()
