// An hour of trouble in a bay: what the driver holds in memory does not grow, and neither do its queues. The
// measure itself is shown to see a leak. OUTPOST_FULL=1 runs every row for the whole hour.
#include "tests/devices/drivers/bay_bench.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <malloc.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

// The address sanitizer keeps books of its own; without it the C library does.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace {

constexpr Micros s = us_per_s;
using Wire = BayBench::Wire;

std::int64_t held_bytes() {
  if (__sanitizer_get_current_allocated_bytes != nullptr)
    return static_cast<std::int64_t>(__sanitizer_get_current_allocated_bytes());
  return static_cast<std::int64_t>(mallinfo2().uordblks);
}

struct Row {
  const char* name;
  Wire wire;
  const char* car;
  const char* act;
  const char* wakes = "";  // an action that is done again every ten seconds
};
constexpr auto elm = Wire::adapter, can = Wire::can;
const std::vector<Row> rows = {
    {"nothing wrong", elm, "petrol-2014", ""},
    {"nothing wrong", can, "petrol-2020", ""},
    {"second tester", elm, "petrol-2014", "second-tester-on"},
    {"stranger", elm, "diesel-2016", "stranger-on"},
    {"first frame only", elm, "petrol-2020", "first-frame-only"},
    {"first frame only", can, "petrol-2020", "first-frame-only"},
    {"interleaved units and NUL bytes", elm, "suv-2018", "interleave-on nuls-on"},
    {"wrong answer again and again", elm, "petrol-2014", "", "wrong-answer-once"},
    {"garbage again and again", elm, "petrol-2003", "", "garbage-once"},
    {"reset again and again", elm, "petrol-2014", "", "reset"},
    {"silent", elm, "petrol-2014", "silent"},
    {"silent", can, "petrol-2014", "silent"},
    {"ignition off", elm, "kwp-2005", "ignition-off"},
    {"unplugged", elm, "petrol-2014", "unplug"},
    {"a modem", elm, "petrol-2014", "modem"},
    {"a scale", elm, "petrol-2014", "scale"},
    {"flood", elm, "petrol-2014", "flood"},
    {"bus off", can, "petrol-2014", "bus-off"},
    {"error frames and a second tester", can, "petrol-2014", "error-frames second-tester-on"},
};

struct Grown {
  std::int64_t bytes = 0;
  std::size_t unsent = 0;
};

// How much is held more after `length` than at its beginning, when everything that fills up once is full.
Grown grown(BayBench& b, Micros length, const char* again, const std::function<void()>& each_step = nullptr) {
  const auto pass = [&](Micros for_us) {
    for (Micros done = 0; done < for_us; done += 10 * s) {
      if (*again) b.act(again);
      b.bench.run(10 * s);
      if (each_step) each_step();
      b.wiring().written.clear();
      b.forget();
    }
    b.bench.messages.shrink_to_fit();
    b.bench.times.shrink_to_fit();
    b.wiring().written.shrink_to_fit();
  };
  pass(length / 2);
  const auto before = held_bytes();
  pass(length);
  return {held_bytes() - before, b.bench.driver().to_write().size()};
}

// The simulated adapter keeps its first commands for other tests; that is not the driver's memory.
void fill_record(BayBench& b) {
  if (b.wire == can) return;
  for (Micros t = 0; t < 5'000; ++t) b.elm().on_bytes(as_bytes("AT\r"), t * 100 * us_per_ms);
  b.elm().take_output();
}

constexpr std::int64_t steady_bytes = 64 << 10;  // deques and strings breathe

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_memory)

BOOST_AUTO_TEST_CASE(an_hour_of_trouble_holds_no_more_than_its_beginning) {
  const bool full = std::getenv("OUTPOST_FULL") != nullptr;
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name << (row.wire == can ? " on CAN" : "")) {
      BayArgs args = {{"car", row.car}};
      if (row.wire == elm) args["search_ms"] = "300";
      BayBench b(args, row.wire);
      fill_record(b);
      BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
      b.act(row.act);
      // A flood costs the test as much as it costs the line, and steady streaming is what an hour is for.
      const auto name = std::string_view(row.name);
      const Micros length = (full || name == "second tester" ? 3'600 : name == "flood" ? 20 : 120) * s;
      const auto g = grown(b, length, row.wakes);
      BOOST_TEST(g.bytes <= steady_bytes, g.bytes << " bytes more");
      BOOST_TEST(g.unsent <= 512u);
      BOOST_TEST_MESSAGE(fmt::format("{:<36} {:>7} bytes more after {} s",
                                     std::string(row.name) + (row.wire == can ? " (CAN)" : ""), g.bytes,
                                     length / s));
    }
  }
}

// A wire that takes nothing: what was to be said is forgotten, not kept for later.
BOOST_AUTO_TEST_CASE(a_wire_that_takes_nothing_holds_little_back) {
  for (const auto wire : {elm, can}) {
    BayBench b(BayArgs{{"car", "petrol-2014"}}, wire);
    BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
    b.wiring().full = true;
    std::size_t most = 0;
    for (int i = 0; i < 120; ++i) {
      b.bench.run(s);
      most = std::max(most, b.bench.driver().to_write().size());
      b.forget();
    }
    BOOST_TEST(most <= 512u);
    b.wiring().full = false;
    BOOST_TEST(b.until("ready", 10 * s), b.state());
    BOOST_TEST_MESSAGE((wire == can ? "CAN: " : "adapter: ") << "at most " << most << " bytes unsent");
  }
}

BOOST_AUTO_TEST_CASE(the_measure_sees_a_leak) {
  BayBench b(BayArgs{{"car", "petrol-2014"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
  std::vector<std::unique_ptr<BayProblem>> planted;  // what the driver once did: a row for each fault
  const auto g = grown(b, 120 * s, "", [&] {
    for (const auto& m : b.bench.messages)
      if (m.kind == Message::Kind::gauge) planted.push_back(std::make_unique<BayProblem>());
  });
  BOOST_TEST(planted.size() > 500u);
  BOOST_TEST(g.bytes > steady_bytes, g.bytes);
}

BOOST_AUTO_TEST_SUITE_END()
