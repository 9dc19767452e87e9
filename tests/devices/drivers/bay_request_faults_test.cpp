// A fault at each request of a report in turn: the report ends once, as done or as partial, and holds nothing
// that the car did not say. OUTPOST_FULL=1 walks every request, else a sample of them.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"

#include <array>
#include <cstdlib>
#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;

struct Hurt {
  const char* name;
  const char* begin;
  const char* end = "";  // after `lasts_us`
  Micros lasts_us = 0;
};
constexpr std::array<Hurt, 9> hurts = {{{"unplugged for a second", "unplug", "plug", s},
                                        {"silent for 3 s", "silent", "speak", 3 * s},
                                        {"STOPPED", "stop-once"},
                                        {"no prompt", "no-prompt-once"},
                                        {"garbage", "garbage-once"},
                                        {"CAN ERROR", "can-error-once"},
                                        {"BUFFER FULL", "buffer-full-once"},
                                        {"reset", "reset"},
                                        {"ignition off for 2 s", "ignition-off", "ignition-on", 2 * s}}};

bool full() { return std::getenv("OUTPOST_FULL") != nullptr; }

BayArgs args(const std::string& car, const std::string& script = {}) {
  return {{"car", car}, {"search_ms", "300"}, {"script", script}};
}

std::pair<std::int64_t, std::int64_t> requests_of_a_report(const std::string& car) {
  BayBench b(args(car));
  BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
  b.command("stop");
  b.bench.run(200 * us_per_ms);
  const auto before = b.elm().requests();
  b.report();
  return {before, b.elm().requests() - before};
}

// The result of the report; "" when something about it was wrong.
std::string survive(const std::string& car, const Hurt& hurt, std::int64_t at) {
  BayBench b(args(car, fmt::format("{}@r{}", hurt.begin, at)));
  BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
  b.command("stop");  // no live values in between: the requests are counted
  b.bench.run(200 * us_per_ms);
  Truth truth(car, b.wiring().plugged_us);
  const auto began = b.bench.now;
  const auto id = b.command("report");
  b.bench.run(60 * s, [&] { return b.elm().requests() >= at || b.outcomes(id) > 0; });
  b.bench.run(hurt.lasts_us);
  b.act(hurt.end);
  const bool ended = b.ended(id, 60 * s);
  BOOST_TEST(ended);
  if (!ended) return "";
  const bool back = b.until("ready", 10 * s);
  BOOST_TEST(back, b.state() << " " << b.reason());
  BOOST_TEST(b.outcomes(id) == 1u);
  const auto out = *b.outcome(id);
  truth.report(out, began);
  for (const auto& m : b.bench.named("bay")) truth.bay(json::parse(m.body));
  BOOST_TEST(truth.wrong().empty(), (truth.wrong().empty() ? "" : truth.wrong()[0]));
  const auto result = out["result"].get<std::string>();
  if (result == "done") {
    // Whatever was missed is told.
    const auto& r = out["report"];
    BOOST_TEST((r["vehicle"]["vin"] == b.car().vin() || !r["problems"].empty()));
    for (const auto* kind : {"stored", "pending"}) {
      const auto& read = r["codes_read"];
      BOOST_TEST((std::find(read.begin(), read.end(), kind) != read.end() || !r["problems"].empty()), kind);
    }
  } else {
    BOOST_TEST(out["reason"] != "");
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_request_faults)

BOOST_AUTO_TEST_CASE(a_report_survives_every_fault_at_every_request) {
  for (const std::string car : {"petrol-2014", "petrol-2003", "wwh-2019"}) {
    const auto [before, count] = requests_of_a_report(car);
    BOOST_TEST(count > 12);
    std::map<std::string, std::map<std::string, int>> results;
    int runs = 0;
    for (std::size_t h = 0; h < hurts.size(); ++h)
      for (std::int64_t n = full() ? 1 : 1 + static_cast<std::int64_t>(h) % 4; n <= count;
           n += full() ? 1 : 4) {
        BOOST_TEST_CONTEXT(car << ", " << hurts[h].name << " at request " << n << " of " << count) {
          ++results[hurts[h].name][survive(car, hurts[h], before + n)];
          ++runs;
        }
      }
    BOOST_TEST_MESSAGE(fmt::format("{}: {} requests in a report, {} runs", car, count, runs));
    for (const auto& [name, by] : results) {
      std::string line;
      for (const auto& [result, n] : by) line += fmt::format("  {} {}", n, result);
      BOOST_TEST_MESSAGE(fmt::format("  {:<24}{}", name, line));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
