// The receipt printer's driver against the virtual printer, on a clock of the test's own.
#include "devices/drivers/escpos.hpp"
#include "devices/sim/printer.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace outpost;
using namespace outpost::dev;
using nlohmann::json;

namespace {

Id id_of(int n) {
  Id id;
  id.bytes[0] = 1;
  id.bytes[14] = static_cast<std::uint8_t>(n >> 8);
  id.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}

std::string job_of(int lines) {
  json j = json::array();
  for (int i = 0; i < lines; ++i) j.push_back({{"text", "line " + std::to_string(i)}});
  j.push_back({{"cut", true}});
  return json{{"job", {{"columns", 48}, {"lines", j}}}}.dump();
}

PrinterSetup setup_of(bool mute = false, std::int64_t paper_lines = -1) {
  PrinterSetup s;
  s.mute = mute;
  s.paper_lines = paper_lines;
  return s;
}

/// A wire that carries so many bytes a millisecond, and can be pulled after so many.
struct Wire {
  EscposDriver driver{48};
  PrinterSimulator printer;
  Micros now = us_per_s;
  std::size_t per_ms = 100'000, pull_after = SIZE_MAX, carried = 0;
  bool up = false;
  int reopens = 0;
  std::map<Id, std::vector<json>> outcomes;
  std::vector<std::string> progress;

  explicit Wire(PrinterSetup setup = {}) : printer(std::move(setup)) {}

  void plug() {
    up = true;
    printer.act({0, "plug", {}});
    printer.on_plug(now);
    driver.on_open(now);
    collect();
  }
  void pull() {
    up = false;
    printer.act({0, "unplug", {}});
    driver.on_close(now);
    collect();
  }
  void print(int n, int lines = 3) {
    driver.on_command({id_of(n), "print", job_of(lines)}, now);
    collect();
  }
  void run(int ms) {
    for (int i = 0; i < ms; ++i) {
      now += us_per_ms;
      if (const auto due = driver.next_deadline(); due && *due <= now) driver.on_tick(now);
      if (up) carry();
      if (driver.take_reopen()) {
        ++reopens;
        driver.on_close(now);
        driver.on_open(now);
      }
      collect();
    }
  }
  void carry() {
    const auto out = driver.to_write();
    const auto n = std::min({out.size(), per_ms, pull_after - carried});
    if (n > 0 && printer.accepts()) {
      printer.on_bytes(out.first(n), now);
      driver.on_written(n, now);
      carried += n;
    }
    if (const Bytes said = printer.take_output(); !said.empty()) driver.on_bytes(said, now);
    if (carried >= pull_after) {
      pull_after = SIZE_MAX;
      pull();
    }
  }
  void collect() {
    for (const auto& m : driver.take_messages()) {
      if (m.kind == Message::Kind::outcome)
        outcomes[m.id].push_back(json::parse(m.body));
      else
        progress.push_back(json::parse(m.body)["state"]);
    }
  }
  /// "confirmed", "failed paper-out", "" when there is none; more than one outcome is a failure.
  std::string end(int n) {
    const auto& all = outcomes[id_of(n)];
    BOOST_TEST(all.size() <= 1u);
    if (all.empty()) return "";
    const std::string reason = all[0]["reason"];
    return all[0]["state"].get<std::string>() + (reason.empty() ? "" : " " + reason);
  }
  Status status() { return driver.snapshot().status; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_job_is_printed_and_confirmed) {
  Wire w;
  w.plug();
  w.run(100);
  BOOST_CHECK(w.status().state == State::ready);
  w.print(1);
  w.run(100);
  BOOST_CHECK(w.status().state == State::busy);
  BOOST_TEST(w.end(1) == "");
  w.run(1'000);
  BOOST_TEST(w.end(1) == "confirmed");
  BOOST_TEST(w.outcomes[id_of(1)][0]["result"] == "done");
  BOOST_TEST(w.printer.sheets().size() == 1u);
  BOOST_TEST(w.progress == (std::vector<std::string>{"queued", "sending", "sent"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_printer_that_cannot_answer_is_not_off_line) {
  Wire w(setup_of(true));
  w.plug();
  w.print(1);
  w.run(3'000);
  BOOST_TEST(w.end(1) == "sent");
  BOOST_TEST(w.outcomes[id_of(1)][0]["result"] == "done");
  BOOST_CHECK(w.status().state == State::ready);
  BOOST_TEST(w.printer.sheets().size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_paper_nothing_is_sent_and_nothing_comes_out_later) {
  Wire w;
  w.plug();
  w.run(100);
  w.printer.act({0, "paper_out", {}});
  w.print(1);
  w.print(2);
  w.run(100);
  BOOST_TEST(w.end(1) == "failed paper-out");
  BOOST_TEST(w.end(2) == "failed paper-out");
  BOOST_CHECK((w.status() == Status{State::faulted, "paper-out"}));
  w.printer.act({0, "paper_ok", {}});
  w.run(5'000);
  BOOST_TEST(w.printer.sheets().empty());
  BOOST_CHECK(w.status().state == State::ready);
  w.print(3);
  w.run(2'000);
  BOOST_TEST(w.end(3) == "confirmed");
}

BOOST_AUTO_TEST_CASE(paper_that_ends_inside_a_receipt_makes_it_unknown_and_it_is_never_sent_again) {
  Wire w(setup_of(false, 2));
  w.plug();
  w.print(1, 5);
  w.run(3'000);
  BOOST_TEST(w.end(1) == "unknown paper-out");
  w.printer.act({0, "paper_ok", {}});
  w.run(20'000);
  BOOST_TEST(w.printer.sheets().size() == 1u);  // what the printer itself held back; we sent it once
}

BOOST_AUTO_TEST_CASE(paper_that_ends_inside_a_long_receipt_stops_the_rest) {
  Wire w(setup_of(false, 20));
  w.plug();
  w.print(1, 1'500);
  w.run(3'000);
  BOOST_TEST(w.end(1) == "unknown paper-out");
  BOOST_TEST(w.carried < 10'000u);  // two parts at most, of about 30,000 bytes
}

BOOST_AUTO_TEST_CASE(an_open_cover_is_named) {
  Wire w;
  w.printer.act({0, "cover_open", {}});
  w.plug();
  w.run(100);
  BOOST_CHECK((w.status() == Status{State::faulted, "cover-open"}));
  w.print(1);
  w.run(100);
  BOOST_TEST(w.end(1) == "failed cover-open");
}

BOOST_AUTO_TEST_CASE(a_job_waits_a_little_for_its_printer_and_is_then_given_back) {
  Wire w;
  w.print(1);
  w.run(5'000);
  w.plug();
  w.run(2'000);
  BOOST_TEST(w.end(1) == "confirmed");
  w.pull();
  w.print(2);
  w.run(static_cast<int>(EscposDriver::queue_limit / us_per_ms) + 1);
  BOOST_TEST(w.end(2) == "failed printer-away");
  w.plug();
  w.run(5'000);
  BOOST_TEST(w.printer.sheets().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_printer_that_takes_nothing_more_is_given_up_and_the_line_opened_afresh) {
  Wire w;
  w.plug();
  w.run(100);
  w.per_ms = 3;
  w.print(1, 100);
  w.run(300);
  w.printer.act({0, "stop", {}});
  w.run(static_cast<int>(EscposDriver::part_limit / us_per_ms) + 100);
  BOOST_TEST(w.end(1) == "unknown print-timeout");
  BOOST_TEST(w.reopens == 1);
  w.printer.act({0, "go", {}});
  w.per_ms = 100'000;
  w.print(2);
  w.run(3'000);
  BOOST_TEST(w.end(2) == "confirmed");
}

BOOST_AUTO_TEST_CASE(noise_and_late_answers_do_not_answer_a_question) {
  Wire w;
  w.plug();
  w.run(100);
  w.printer.act({0, "mute", {}});
  w.print(1);
  w.printer.act({0, "say", {0x00, 0xFF, 0x15, 0x15, 0x15}});  // zeros, ones, NAK
  w.run(700);
  w.printer.act({0, "say", {0x7E}});  // "paper out", to a question of long ago
  w.printer.act({0, "unmute", {}});
  w.run(3'000);
  BOOST_TEST(w.end(1) == "confirmed");
}

BOOST_AUTO_TEST_CASE(a_minute_of_nak_is_neither_an_answer_nor_the_end) {
  Wire w(setup_of(true));
  w.plug();
  for (int i = 0; i < 60; ++i) {
    w.printer.act({0, "say", {0x15}});
    w.run(1'000);
  }
  BOOST_CHECK(w.status().state == State::ready);
  w.print(1);
  w.run(3'000);
  BOOST_TEST(w.end(1) == "sent");
}

BOOST_AUTO_TEST_CASE(a_full_queue_and_a_malformed_job_are_refused_at_once) {
  Wire w;
  for (int i = 0; i < static_cast<int>(EscposDriver::max_queue) + 1; ++i) w.print(i);
  BOOST_TEST(w.end(static_cast<int>(EscposDriver::max_queue)) == "failed busy");
  Wire v;
  v.plug();
  for (const auto* body :
       {"{}", "[", R"({"job":{"lines":[{"text":"\u001b@"}]}})", R"({"job":{"lines":[{}]}})"}) {
    v.driver.on_command({id_of(1), "print", body}, v.now);
    v.collect();
    BOOST_TEST(v.end(1) == "failed print-malformed");
    v.outcomes.clear();
  }
}

BOOST_AUTO_TEST_CASE(a_queue_of_jobs_comes_out_in_order_each_once) {
  Wire w;
  w.plug();
  for (int i = 0; i < 10; ++i) w.print(i, i + 1);
  w.run(14'000);
  for (int i = 0; i < 10; ++i) BOOST_TEST(w.end(i) == "confirmed");
  BOOST_REQUIRE(w.printer.sheets().size() == 10u);
  for (std::size_t i = 0; i < 10; ++i) BOOST_TEST(w.printer.sheets()[i].items.size() == i + 1);
}

BOOST_AUTO_TEST_CASE(pulling_the_cable_at_every_byte_never_prints_twice_and_never_lies) {
  Wire whole;
  whole.plug();
  whole.run(100);
  const auto before = whole.carried;
  whole.print(1);
  whole.run(3'000);
  const std::size_t total = whole.carried - before;
  int confirmed = 0, unknown = 0;
  for (std::size_t cut = 0; cut <= total; ++cut) {
    Wire w;
    w.plug();
    w.run(100);
    w.per_ms = 7;
    w.pull_after = w.carried + cut;
    w.print(1);
    w.run(3'000);
    if (w.up) w.pull();
    w.plug();
    w.run(4'000);
    const auto end = w.end(1);
    BOOST_TEST_CONTEXT("cut after " << cut << " bytes: " << end) {
      BOOST_TEST((end == "confirmed" || end == "unknown port-lost"));
      BOOST_TEST(w.printer.sheets().size() <= 1u);
      if (end == "confirmed") BOOST_TEST(w.printer.sheets().size() == 1u);
    }
    (end == "confirmed" ? confirmed : unknown)++;
  }
  BOOST_TEST_MESSAGE("cable pulled at " << total + 1 << " places: " << confirmed << " confirmed, " << unknown
                                        << " unknown, none printed twice");
  BOOST_TEST(confirmed > 3);
  BOOST_TEST(unknown > 50);
}

BOOST_AUTO_TEST_CASE(characters_without_a_glyph_are_counted) {
  Wire w;
  w.plug();
  w.driver.on_command({id_of(1), "print", R"({"job":{"lines":[{"text":"a😀"},{"cut":true}]}})"}, w.now);
  w.run(3'000);
  BOOST_TEST(w.outcomes[id_of(1)][0]["replaced_glyphs"] == 1);
  BOOST_TEST(w.driver.snapshot().counters.at("replaced_glyphs") == 1);
}
