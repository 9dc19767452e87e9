// Ten minutes of everything at once, on any car and any adapter: nothing crashes, nothing is shown that the
// car did not say, every command has one outcome, nothing grows without a bound, and when the last fault is
// over the bay is ready again, and no code is ever erased that nobody may erase. The seed is printed;
// OUTPOST_SEED=n repeats a run, OUTPOST_SEEDS=k makes k runs, OUTPOST_FULL=1 makes many long ones.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <random>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
constexpr Micros back_us = 10 * s;  // after the last fault has ended

struct Trouble {
  const char* begin;
  const char* end;
};
const std::vector<Trouble> elm_troubles = {
    {"silent", "speak"},
    {"unplug", "plug"},
    {"ignition-off", "ignition-on"},
    {"voltage-low ignition-off", "ignition-on voltage-ok"},
    {"reset", ""},
    {"flood", "calm"},
    {"flood-rate:200000", "calm"},
    {"modem", "adapter"},
    {"scale", "adapter"},
    {"printer", "adapter"},
    {"wrong-baud", "right-baud"},
    {"echo-on", "echo-off"},
    {"nuls-on", "nuls-off"},
    {"late-prompt:400", "late-prompt:0"},
    {"late-prompt:2500", "late-prompt:0"},
    {"first-frame-of-all", "all-frames"},
    {"interleave-on", "interleave-off"},
    {"stranger-on", "stranger-off"},
    {"second-tester-on", "second-tester-off"},
    {"no-count", "count"},
    {"no-prompt-once", ""},
    {"garbage-once", ""},
    {"buffer-full-once", ""},
    {"can-error-once", ""},
    {"stop-once", ""},
    {"no-data-once", ""},
    {"pending:3", ""},
    {"bus-init-error-once", ""},
    {"bus-error-once", ""},
    {"bus-busy-once", ""},
    {"data-error-once", ""},
    {"wrong-answer-once", ""},
    {"first-frame-only", "all-frames"},
    {"voltage-mv:5400", "voltage-ok"},
    {"search-ms:9000 reset", "search-ms:300"},
    {"refuse:ATRV", "accept-all"},
    {"refuse:ATSH", "accept-all"},
    {"refuse:ATDPN reset", "accept-all"},
    {"refuse:ATST", "accept-all"},
};
const std::vector<Trouble> can_troubles = {
    {"silent", "speak"},
    {"unplug", "plug"},
    {"ignition-off", "ignition-on"},
    {"bus-off", "bus-on"},
    {"error-frames", "no-error-frames"},
    {"flood", "calm"},
    {"second-tester-on", "second-tester-off"},
    {"stranger-on", "stranger-off"},
    {"first-frame-only", "all-frames"},
    {"lost-frame-once", ""},
    {"wrong-answer-once", ""},
    {"pending:3", ""},
};

class Storm {
public:
  explicit Storm(unsigned seed) : random_(seed) {
    auto cars = obd_cars();
    cars.emplace_back("wwh-2019");
    const auto wire = one_in(4) ? BayBench::Wire::can : BayBench::Wire::adapter;
    do car = cars[below(cars.size())];
    while (wire == BayBench::Wire::can && !is_can(Car::load(car)->bus()));
    auto args = BayArgs{{"car", car}};
    if (wire == BayBench::Wire::adapter) {
      do adapter = personalities()[below(personalities().size())].name;
      while (adapter == "headerless");
      args["adapter"] = adapter;
      args["search_ms"] = std::to_string(300 + below(900));
    }
    b.emplace(std::move(args), wire);
  }

  void run(Micros length) {
    b->until("ready", 30 * s);
    truth.emplace(car, b->wiring().plugged_us);
    truth->allow("33", 0x62);
    truth->late_us = 3 * s;
    const auto end = b->bench.now + length;
    while (b->bench.now < end) step();
    calm();
  }

  std::string car, adapter = "CAN";
  std::optional<BayBench> b;
  std::optional<Truth> truth;
  Micros back_after_us = -1;
  bool erased() {
    const auto untouched = Car::load(car);
    for (std::size_t i = 0; i < untouched->units().size(); ++i)
      if (b->car().units()[i].stored != untouched->units()[i].stored) return true;
    return false;
  }
  std::size_t largest_message = 0, largest_unsent = 0, most_live = 0;
  std::map<unsigned, std::pair<Micros, int>> commands;  // number: when, outcomes
  std::map<std::string, int> results;
  std::string last;

private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool one_in(unsigned n) { return below(n) == 0; }

  void step() {
    const auto& table = b->wire == BayBench::Wire::can ? can_troubles : elm_troubles;
    if (one_in(3)) command();
    if (one_in(8)) break_wire();
    const auto& t = any(table);
    last = t.begin;
    b->act(t.begin);
    pass(static_cast<Micros>(below(6'000)) * us_per_ms);
    if (one_in(4)) {  // two at once
      const auto& second = any(table);
      last += std::string(" and ") + second.begin;
      b->act(second.begin);
      pass(static_cast<Micros>(below(4'000)) * us_per_ms);
      b->act(second.end);
    }
    b->act(t.end);
    pass(static_cast<Micros>(below(8'000)) * us_per_ms);
  }

  // A changed byte of a list of codes is seen by its count on CAN; on older buses nothing could show it.
  const Trouble& any(const std::vector<Trouble>& table) {
    for (;;) {
      const auto& t = table[below(table.size())];
      if (is_can(b->car().bus()) || std::string_view(t.begin) != "wrong-answer-once") return t;
    }
  }

  // The wire itself: pulled for a moment, or taking nothing.
  void break_wire() {
    auto& what = one_in(2) ? b->wiring().away : b->wiring().full;
    what = true;
    pass(static_cast<Micros>(below(4'000)) * us_per_ms);
    if (one_in(2)) command();
    what = false;
    pass(static_cast<Micros>(below(1'000)) * us_per_ms);
  }

  void command() {
    if (one_in(5)) return send("clear", order());
    constexpr std::array<std::pair<const char*, const char*>, 7> all = {{{"report", "{}"},
                                                                         {"report", "{}"},
                                                                         {"report", "{}"},
                                                                         {"live", "{}"},
                                                                         {"live", R"({"pids":["0C","05"]})"},
                                                                         {"stop", "{}"},
                                                                         {"nonsense", "{"}}};
    const auto& [name, body] = all[below(all.size())];
    send(name, body);
  }

  // None of these may erase: the engine runs, or the order is of another car, or of nobody.
  std::string order() {
    const std::string vins[] = {b->car().vin(), "LZZPA14E5E1009999", ""};
    return json{{"person", one_in(3) ? "" : "staff-7"}, {"snapshot", "0190"}, {"vin", vins[below(3)]}}.dump();
  }

  void send(const std::string& name, const std::string& body) {
    const auto began = b->bench.now;
    b->command(name, body);
    commands[b->last_id] = {began, 0};
  }

  void pass(Micros length) {
    b->bench.run(length);
    look();
  }

  void look() {
    const auto& bench = b->bench;
    for (std::size_t i = 0; i < bench.messages.size(); ++i) {
      const auto& m = bench.messages[i];
      largest_message = std::max(largest_message, m.body.size());
      const auto body = json::parse(m.body, nullptr, false);
      BOOST_TEST_REQUIRE(!body.is_discarded());
      if (m.kind == Message::Kind::gauge) {
        most_live = std::max(most_live, body["values"].size());
        truth->live(body, bench.times[i]);
      } else if (m.kind == Message::Kind::outcome) {
        take_outcome(m, body);
      } else if (m.name == "bay") {
        truth->bay(body);
        BOOST_TEST(body["text_en"] != "", body["state"] << " " << body["reason"]);
      }
    }
    largest_unsent = std::max(largest_unsent, b->bench.driver().to_write().size());
    b->forget();
  }

  void take_outcome(const Message& m, const json& body) {
    const auto number = static_cast<unsigned>(m.id.bytes[14] << 8 | m.id.bytes[15]);
    auto& [began, outcomes] = commands.at(number);
    ++outcomes;
    ++results[m.name + " " + body["result"].get<std::string>()];
    if (m.name == "report") truth->report(body, began);
  }

  // The last fault is over: everything as it was.
  void calm() {
    const auto& table = b->wire == BayBench::Wire::can ? can_troubles : elm_troubles;
    for (const auto& t : table) b->act(t.end);
    const auto ended = b->bench.now;
    b->until("ready", 2 * back_us);
    back_after_us = b->bench.now - ended;
    const auto open = [](const auto& c) { return c.second.second == 0; };
    look();
    for (int i = 0; i < 60 && std::any_of(commands.begin(), commands.end(), open); ++i) pass(2 * s);
  }

  std::mt19937 random_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_random)

BOOST_AUTO_TEST_CASE(ten_minutes_of_everything) {
  const bool full = std::getenv("OUTPOST_FULL") != nullptr;
  const auto* given = std::getenv("OUTPOST_SEED");
  const unsigned first = given ? static_cast<unsigned>(std::atoi(given)) : std::random_device()() % 1'000'000;
  const auto* wanted = std::getenv("OUTPOST_SEEDS");
  const unsigned runs = wanted ? static_cast<unsigned>(std::atoi(wanted)) : given ? 1 : full ? 60 : 2;
  Micros slowest = 0;
  std::string slowest_run;
  for (unsigned seed = first; seed < first + runs; ++seed) {
    BOOST_TEST_CONTEXT("OUTPOST_SEED=" << seed) {
      Storm storm(seed);
      storm.run((full || (given && !wanted) ? 600 : 120) * s);
      const auto what = fmt::format("seed {}: {} on {}", seed, storm.car, storm.adapter);
      BOOST_TEST(storm.truth->wrong().empty(),
                 what << ": " << (storm.truth->wrong().empty() ? "" : storm.truth->wrong()[0]));
      for (const auto& [number, c] : storm.commands)
        BOOST_TEST(c.second == 1, what << ": command " << number << " has " << c.second << " outcomes");
      BOOST_TEST(storm.back_after_us <= back_us, what << " is back only after "
                                                      << storm.back_after_us / us_per_ms << " ms; last was "
                                                      << storm.last);
      BOOST_TEST(!storm.erased(), what);
      BOOST_TEST(storm.largest_message < 400'000u);
      BOOST_TEST(storm.largest_unsent < 1'000u);
      BOOST_TEST(storm.most_live < 200u);
      std::string results;
      for (const auto& [name, n] : storm.results) results += fmt::format(", {} {}", n, name);
      BOOST_TEST_MESSAGE(fmt::format(
          "{}: {} values held against the car{}; ready {} ms after the last fault; "
          "largest message {} bytes",
          what, storm.truth->values(), results, storm.back_after_us / us_per_ms, storm.largest_message));
      if (storm.back_after_us > slowest)
        slowest = storm.back_after_us, slowest_run = what + ", " + storm.last;
    }
  }
  BOOST_TEST_MESSAGE(fmt::format("slowest: {} ms ({})", slowest / us_per_ms, slowest_run));
}

BOOST_AUTO_TEST_SUITE_END()
