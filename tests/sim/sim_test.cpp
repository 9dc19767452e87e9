// 20,000 seeded schedules in every test run; OUTPOST_SIM_SCHEDULES for more (a million, nightly),
// OUTPOST_SIM_SEED to look at one again.
#include "tests/sim/world.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <mutex>
#include <thread>
#include <vector>

using namespace outpost::sim;

namespace {

constexpr std::uint64_t first_seed = 1'000'000;
constexpr std::uint64_t bytes_every = 32;  // schedules whose messages go through encode and decode
constexpr std::uint64_t schedules_a_fault = 1'000, enough_caught = 5;

std::uint64_t from_environment(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : fallback;
}

struct Sum {
  std::mutex mutex;
  Outcome total;
  std::vector<std::string> violations;
  void add(std::uint64_t seed, const Outcome& o) {
    const std::lock_guard lock(mutex);
    total.events += o.events, total.messages += o.messages, total.lost += o.lost, total.doubled += o.doubled;
    total.power_cuts += o.power_cuts, total.hq_restores += o.hq_restores,
        total.store_restores += o.store_restores;
    total.kills += o.kills, total.poison += o.poison;
    if (!o.violation.empty()) violations.push_back(fmt::format("seed {}: {}", seed, o.violation));
  }
};

/// Runs [first, first + count) on all cores.
void run_all(std::uint64_t first, std::uint64_t count, Sum& sum) {
  std::atomic<std::uint64_t> next{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t)
    threads.emplace_back([&] {
      for (auto n = next++; n < count; n = next++)
        sum.add(first + n, run_schedule(first + n, Fault::none, n % bytes_every == 0));
    });
  for (auto& t : threads) t.join();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_event_arrives_once_under_every_schedule) {
  const auto count = from_environment("OUTPOST_SIM_SCHEDULES", 20'000);
  const auto first = from_environment("OUTPOST_SIM_SEED", first_seed);
  const auto began = std::chrono::steady_clock::now();
  Sum sum;
  run_all(first, count, sum);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const auto& t = sum.total;
  BOOST_TEST_MESSAGE(
      fmt::format("{} schedules, seeds {} to {}, {:.1f} s: {} events, {} messages, {} lost, {} doubled, "
                  "{} power cuts, {} kills, {} restores of headquarters, {} of stores, {} poison; "
                  "{} violations",
                  count, first, first + count - 1, took.count(), t.events, t.messages, t.lost, t.doubled,
                  t.power_cuts, t.kills, t.hq_restores, t.store_restores, t.poison, sum.violations.size()));
  for (std::size_t i = 0; i < sum.violations.size() && i < 10; ++i) BOOST_ERROR(sum.violations[i]);
  BOOST_TEST(sum.violations.size() == 0u);
  if (count >= 1'000) {  // the weather must have been rough, or nothing was shown
    BOOST_TEST(t.events > count * 10);
    BOOST_TEST(t.power_cuts > count / 10);
    BOOST_TEST(t.hq_restores > count / 10);
    BOOST_TEST(t.store_restores > count / 10);
    BOOST_TEST(t.lost > count);
    BOOST_TEST(t.poison > count / 10);
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_trace) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto a = run_schedule(seed), b = run_schedule(seed);
    BOOST_TEST(a.trace == b.trace, "seed " << seed);
    BOOST_TEST(a.messages == b.messages);
  }
  BOOST_TEST(run_schedule(1).trace != run_schedule(2).trace);
}

BOOST_AUTO_TEST_CASE(the_checker_sees_every_planted_fault) {
  for (const auto& [fault, name] : fault_table) {
    std::uint64_t caught = 0, seed = 0, first_caught = 0;
    std::string what;
    while (caught < enough_caught && seed < schedules_a_fault) {
      const auto o = run_schedule(++seed, fault);
      if (o.violation.empty()) continue;
      if (caught++ == 0) first_caught = seed, what = o.violation;
    }
    BOOST_TEST_MESSAGE(fmt::format("{:<52} caught in {} of {} schedules, first seed {}: {}", name, caught,
                                   seed, first_caught, what));
    BOOST_TEST(caught > 0u, "not seen: " << name);
  }
}
