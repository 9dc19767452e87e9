// The receipt printer's driver in trouble: no paper, open cover, silence, noise, a pulled cable.
#include "tests/devices/drivers/printer_wire.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using Wire = PrinterWire;

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
