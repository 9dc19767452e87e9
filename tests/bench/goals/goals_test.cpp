#include "tests/bench/goals/goals.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <set>

using namespace outpost::bench;

BOOST_AUTO_TEST_CASE(strong_asks_for_no_less_than_must_and_no_row_is_there_twice) {
  std::set<std::tuple<std::string, std::string, Measure>> keys;
  for (const auto& g : goals()) {
    BOOST_TEST((verdict_of(g, g.strong) == Verdict::strong), g.number << " " << g.table << " " << g.row);
    BOOST_TEST((verdict_of(g, g.must) != Verdict::missed), g.number << " " << g.table << " " << g.row);
    BOOST_TEST(keys.insert({g.table, g.row, g.measure}).second, g.number << " " << g.table << " " << g.row);
  }
}

BOOST_AUTO_TEST_CASE(more_read_is_better_and_less_of_all_else) {
  const Goal read{"", "", "t", "r", Measure::read, 95, 98}, ms{"", "", "t", "r", Measure::ms, 20, 12};
  BOOST_TEST((verdict_of(read, 98.5) == Verdict::strong));
  BOOST_TEST((verdict_of(read, 96) == Verdict::must));
  BOOST_TEST((verdict_of(read, 94.9) == Verdict::missed));
  const Goal rate{"", "", "t", "r", Measure::per_s, 2, 4};
  BOOST_TEST((verdict_of(rate, 5) == Verdict::strong));
  BOOST_TEST((verdict_of(rate, 1.9) == Verdict::missed));
  BOOST_TEST((verdict_of(ms, 11) == Verdict::strong));
  BOOST_TEST((verdict_of(ms, 20) == Verdict::must));
  BOOST_TEST((verdict_of(ms, std::numeric_limits<double>::infinity()) == Verdict::missed));
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_is_not_met) {
  Scores scores;
  const auto& goal = goals()[0];
  BOOST_TEST(!scores.of(goal).has_value());
  scores.note(goal.table, goal.row, Measure::wrong, 1);
  BOOST_TEST(!scores.of(goal).has_value());
  scores.note(goal.table, goal.row, goal.measure, 7);
  BOOST_TEST(scores.of(goal).value() == 7);
}
