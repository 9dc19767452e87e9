// 100,000 simulated payments: a network that loses a tenth of the replies, late successes, restarts of edge
// at any moment. What the provider holds must be what the store calls paid, to the last attempt.
#include "tests/edge/payment/world.hpp"

#include <cstdlib>
#include <random>

#include <boost/test/unit_test.hpp>

using namespace outpost::payment_world;

namespace {

/// OUTPOST_SEED repeats a run; else a new one each time, printed.
std::uint64_t some_seed() {
  if (const char* given = std::getenv("OUTPOST_SEED")) return std::strtoull(given, nullptr, 10);
  return std::random_device{}();
}

void check_clean(const Report& r) {
  BOOST_TEST_MESSAGE(r.text());
  BOOST_TEST(r.clean(), r.text());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(payment_world)

BOOST_AUTO_TEST_CASE(a_hundred_thousand_payments) {
  auto r = run(some_seed(), 100'000, 16, Odds{});
  check_clean(r);
  // The run was worth something: each kind of trouble did happen.
  BOOST_TEST(r.orders == 100'000);
  BOOST_TEST(r.paid > 80'000);
  BOOST_TEST(r.lost_replies > 5'000);
  BOOST_TEST(r.late_successes > 2'000);
  BOOST_TEST(r.restarts > 200);
  BOOST_TEST(r.refunds > 20);
}

BOOST_AUTO_TEST_CASE(one_till_and_a_kind_provider) {
  auto r = run(1, 2'000, 1,
               Odds{.lost_request = 0,
                    .lost_reply = 0,
                    .late_arrival = 0,
                    .late_success = 0,
                    .refused = 0,
                    .password = 0,
                    .lie = 0,
                    .back = 0,
                    .stubborn = 0,
                    .not_reversible = 0,
                    .restart_every_s = 0});
  check_clean(r);
  BOOST_TEST(r.paid == 2'000);
  BOOST_TEST(r.attempts == 2'000);
}

BOOST_AUTO_TEST_CASE(a_horrible_day) {
  for (std::uint64_t seed = 1; seed <= 5; seed++)
    check_clean(run(seed, 2'000, 16,
                    Odds{.lost_request = 300,
                         .lost_reply = 300,
                         .late_arrival = 200,
                         .late_success = 300,
                         .refused = 100,
                         .password = 300,
                         .lie = 50,
                         .back = 50,
                         .stubborn = 500,
                         .not_reversible = 50,
                         .restart_every_s = 60}));
}

/// A check that still passes with a broken product is no check.
BOOST_AUTO_TEST_CASE(planted_faults_are_noticed) {
  for (auto plant : {Plant::not_found_is_final, Plant::reversing_not_durable, Plant::answer_before_commit}) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 3; seed++) {
      auto r = run(seed, 5'000, 32,
                   Odds{.lost_request = 100,
                        .lost_reply = 200,
                        .late_arrival = 100,
                        .late_success = 200,
                        .restart_every_s = 60},
                   plant);
      found += !r.clean();
    }
    BOOST_TEST(found > 0, "plant " << static_cast<int>(plant) << " went unnoticed");
  }
}

BOOST_AUTO_TEST_SUITE_END()
