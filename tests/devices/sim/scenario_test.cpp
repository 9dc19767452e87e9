#include "devices/sim/scenario.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::dev;

BOOST_AUTO_TEST_CASE(steps_come_when_they_are_due_and_once) {
  auto s = *Scenario::parse("# comment\n100 paper_out\n100 say 11 13\n2000 paper_ok\n",
                            {"paper_out", "paper_ok", "say"});
  BOOST_TEST(!s.next_deadline().has_value());  // the clock has not begun
  s.start(1'000'000);
  s.start(9'000'000);
  BOOST_TEST(*s.next_deadline() == 1'100'000);
  BOOST_TEST(!s.take_due(1'099'999).has_value());
  BOOST_TEST(s.take_due(1'100'000)->action == "paper_out");
  BOOST_TEST(to_hex(s.take_due(1'100'000)->bytes) == "1113");
  BOOST_TEST(s.take_due(5'000'000)->action == "paper_ok");
  BOOST_TEST(!s.next_deadline().has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_scenario_names_its_line) {
  for (const auto* text :
       {"x paper_out", "-1 paper_out", "1", "1 explode", "5 paper_out\n4 paper_out", "1 paper_out 1"})
    BOOST_TEST(Scenario::parse(text, {"paper_out"}).error().name ==
               (std::string_view(text) == "1 paper_out 1" ? "bad-hex" : "bad-scenario"));
  BOOST_TEST(!Scenario::load("/nonexistent", {}).ok());
  BOOST_TEST(Scenario::load("", {}).ok());
}
