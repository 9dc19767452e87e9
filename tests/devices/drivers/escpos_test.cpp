// The receipt printer's driver when all is well, and what it refuses.
#include "tests/devices/drivers/printer_wire.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using Wire = PrinterWire;

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

BOOST_AUTO_TEST_CASE(characters_without_a_glyph_are_counted) {
  Wire w;
  w.plug();
  w.driver.on_command({id_of(1), "print", R"({"job":{"lines":[{"text":"a😀"},{"cut":true}]}})"}, w.now);
  w.run(3'000);
  BOOST_TEST(w.outcomes[id_of(1)][0]["replaced_glyphs"] == 1);
  BOOST_TEST(w.driver.snapshot().counters.at("replaced_glyphs") == 1);
}
