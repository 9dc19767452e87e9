#include "sync/session/backoff.hpp"
#include "sync/session/judge.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::session;

BOOST_AUTO_TEST_CASE(waits_double_up_to_the_most_and_are_spread) {
  SeededRandom random(1);
  Backoff backoff(500, 4'000);
  const Micros bounds[] = {500, 1'000, 2'000, 4'000, 4'000};
  for (const Micros most : bounds) {
    const Micros wait = backoff.next(random);
    BOOST_TEST(wait >= most / 2);
    BOOST_TEST(wait <= most);
  }
  BOOST_TEST(backoff.failures() == 5);
  backoff.reset();
  BOOST_TEST(backoff.next(random) <= 500);
}

BOOST_AUTO_TEST_CASE(ten_thousand_stores_do_not_come_back_together) {
  int buckets[10] = {};
  for (std::uint64_t store = 0; store < 10'000; ++store) {
    SeededRandom random(store);
    Backoff backoff(10'000, 10'000);
    ++buckets[std::min<Micros>((backoff.next(random) - 5'000) / 500, 9)];
  }
  for (const int n : buckets) BOOST_TEST(n > 700);
}

BOOST_AUTO_TEST_CASE(random_below_stays_below) {
  SeededRandom random(3);
  for (int i = 0; i < 1'000; ++i) BOOST_TEST(random_below(random, 7) < 7);
  BOOST_TEST(random_below(random, 0) == 0);
  BOOST_TEST(random_below(random, -5) == 0);
}

BOOST_AUTO_TEST_CASE(the_verdict_on_a_batch) {
  struct Row {
    std::uint64_t received, first, count;
    Verdict verdict;
  };
  for (const auto& r :
       {Row{0, 1, 5, Verdict::take}, Row{5, 6, 1, Verdict::take}, Row{5, 1, 5, Verdict::known},
        Row{5, 3, 2, Verdict::known}, Row{5, 5, 1, Verdict::known}, Row{5, 4, 3, Verdict::overlap},
        Row{5, 1, 6, Verdict::overlap}, Row{5, 7, 1, Verdict::gap}, Row{0, 2, 9, Verdict::gap}})
    BOOST_TEST((judge(r.received, r.first, r.count) == r.verdict),
               r.received << " " << r.first << " " << r.count);
}
