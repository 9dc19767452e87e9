#include "edge/contract/ipc/driver_table.hpp"
#include "edge/contract/ipc/message.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>
#include <set>

using namespace outpost;
using ipc::Kind;
using ipc::Message;

namespace {

Message example() {
  Message m;
  m.kind = Kind::reading;
  m.unit = "cam1";
  m.device = "lens";
  m.channel = "2";
  m.boot = *parse_id("0190a5c2-8c1e-7d3a-9f00-0123456789ab");
  m.seq = 7;
  m.boot_us = 1'234'567;
  m.name = "scan";
  m.body = R"({"symbology":"EAN13","text":"6901234567892"})";
  return m;
}

std::string name_of(std::string_view frame) {
  const auto r = ipc::decode(frame);
  return r.ok() ? "ok" : r.error().name;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_goes_there_and_back) {
  for (int k = 0; k <= static_cast<int>(Kind::lease); ++k) {
    Message m = example();
    m.kind = static_cast<Kind>(k);
    const auto r = ipc::decode(ipc::encode(m));
    BOOST_REQUIRE_MESSAGE(r.ok(), (r.ok() ? "" : r.error().text));
    BOOST_TEST(ipc::encode(*r) == ipc::encode(m));
    BOOST_TEST((r->kind == m.kind && r->unit == m.unit && r->device == m.device && r->channel == m.channel &&
                r->boot == m.boot && r->seq == m.seq && r->boot_us == m.boot_us && r->name == m.name));
  }
}

BOOST_AUTO_TEST_CASE(bad_frames_are_named) {
  struct Case {
    std::string frame;
    const char* name;
  };
  const Case cases[] = {
      {"", "ipc-malformed"},
      {"null", "ipc-malformed"},
      {"{}", "ipc-malformed"},
      {R"({"v":1,"kind":"scan","unit":"a"})", "ipc-kind"},
      {R"({"v":2,"kind":"beat","unit":"a"})", "ipc-version"},
      {R"({"v":1,"kind":"beat","unit":"../a"})", "ipc-malformed"},
      {R"({"v":1,"kind":"beat","unit":""})", "ipc-malformed"},
      {R"({"v":1,"kind":"beat","unit":"a","seq":-1})", "ipc-malformed"},
      {R"({"v":1,"kind":"beat","unit":"a","seq":1e30})", "ipc-malformed"},
      {R"({"v":1,"kind":"beat","unit":"a","boot":"x"})", "bad-id"},
      {R"({"v":1,"kind":"beat","unit":"a","body":[]})", "ipc-malformed"},
      {R"({"v":99999999999999999999,"kind":"beat","unit":"a"})", "ipc-malformed"},
      {std::string(ipc::max_message_bytes + 1, ' '), "ipc-too-large"},
      {R"({"v":1,"kind":"beat","unit":"a","body":{"x":)" + std::string(1000, '[') + std::string(1000, ']') +
           "}}",
       "ipc-malformed"},
      {R"({"v":1,"kind":"beat","unit":"a","new_field":5})", "ok"},  // fields are only ever added
  };
  for (const auto& c : cases) BOOST_TEST(name_of(c.frame) == c.name, c.frame.substr(0, 80));
}

BOOST_AUTO_TEST_CASE(mutated_frames_never_do_worse_than_an_error) {
  const std::string good = ipc::encode(example());
  SeededRandom random(20261121);
  std::cout << "ipc mutation seed 20261121\n";
  int decoded = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string s = good;
    for (auto n = 1 + random.next() % 4; n--;) s[random.next() % s.size()] = static_cast<char>(random.next());
    if (const auto r = ipc::decode(s); r.ok()) {
      ++decoded;
      BOOST_REQUIRE(ipc::decode(ipc::encode(*r)).ok());
    }
  }
  BOOST_TEST(decoded > 100);  // the mutation leaves some whole, or nothing was tried
}

BOOST_AUTO_TEST_CASE(every_driver_row_is_whole) {
  std::set<std::string_view> seen;
  for (const auto& row : ipc::driver_table()) {
    BOOST_TEST(seen.insert(row.driver).second);
    BOOST_TEST((ipc::find_driver(row.driver) == &row));
    BOOST_TEST(!row.label_zh.empty());
    BOOST_TEST(!row.label_en.empty());
    BOOST_TEST(!row.readings.empty());
    BOOST_TEST(!ipc::may_read(row, "open_all_doors"));
    for (const auto command : row.guarded) {
      BOOST_TEST(ipc::may_do(row, command), command);
      BOOST_TEST(!ipc::may_ask(row, command), command);
    }
    for (const auto command : row.commands) BOOST_TEST(ipc::may_end(row, command), command);
  }
  BOOST_TEST(!ipc::find_driver("nothing"));
  BOOST_TEST(ipc::may_ask(*ipc::find_driver("obd_bay"), "stop"));
  BOOST_TEST(!ipc::may_ask(*ipc::find_driver("obd_bay"), "clear"));
  BOOST_TEST(!ipc::may_ask(*ipc::find_driver("obd_bay"), "anything"));
}
