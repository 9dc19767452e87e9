// From plug-in to the first screen and to the whole report, on the simulator's own clock: what the line, the
// bus and the adapter take, to the microsecond, and the same in every run.
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/sim/elm327.hpp"
#include "tests/bench/obd/one_by_one.hpp"
#include "tests/bench/obd/parts.hpp"
#include "tests/devices/drivers/bench.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace outpost::bench {
namespace {

using namespace dev;
using nlohmann::json;
using Args = std::map<std::string, std::string, std::less<>>;

constexpr Micros within_us = 600 * us_per_s;

struct Times {
  double screen_s = 0, report_s = 0, plugged_s = 0;  ///< plugged: from plug-in to the end of the report
  std::int64_t requests = 0;
  std::size_t values = 0, tests = 0, frozen = 0;
};

double seconds(Micros us) { return static_cast<double>(us) / us_per_s; }

std::unique_ptr<Simulator> adapter(const Args& args) {
  auto made = Elm327::make({"elm327", args});
  if (!made) throw std::runtime_error(made.error().text);
  return std::move(*made);
}

std::int64_t requests_of(dev::test::Bench& bench) {
  return static_cast<Elm327&>(bench.simulator()).requests();
}

// Lamp, number, and the three kinds of codes.
bool shows_first_screen(const dev::test::Bench& bench) {
  const auto said = bench.named("bay");
  if (said.empty()) return false;
  const auto bay = json::parse(said.back().body);
  return bay["vin"].is_string() && bay["mil_on"].is_boolean() && bay["codes_read"].size() >= 2;
}

Times ours(const Args& args) {
  dev::test::Bench bench(adapter(args),
                         std::make_unique<ObdBay>("bay1", ObdBay::Wire::adapter, [&] { return bench.now; }));
  const auto plugged = bench.now;
  Times out;
  const auto ready = [&] {
    const auto said = bench.named("bay");
    return !said.empty() && json::parse(said.back().body)["state"] == "ready";
  };
  if (!bench.run(within_us, [&] { return shows_first_screen(bench); }))
    throw std::runtime_error("no first screen");
  out.screen_s = seconds(bench.now - plugged);
  if (!bench.run(within_us, ready)) throw std::runtime_error("no car");
  const auto asked = bench.now;
  const auto before = requests_of(bench);
  const Id id{{1}};
  bench.driver().on_command({id, "report", "{}"}, bench.now);
  const auto outcome = [&] {
    return std::find_if(bench.messages.rbegin(), bench.messages.rend(),
                        [](const Message& m) { return m.kind == Message::Kind::outcome; });
  };
  if (!bench.run(within_us, [&] { return outcome() != bench.messages.rend(); }))
    throw std::runtime_error("no report");
  out.report_s = seconds(bench.now - asked);
  out.plugged_s = seconds(bench.now - plugged);
  const auto report = json::parse(outcome()->body)["report"];
  if (report["partial"] == true) throw std::runtime_error("the report is partial");
  out.requests = requests_of(bench) - before - 1;  // live values go on at once
  out.values = report["live"].size();
  out.tests = report["tests"].size();
  for (const auto& f : report["freeze_frames"]) out.frozen += f["values"].size();
  return out;
}

Times one_by_one(const Args& args) {
  auto reader = std::make_unique<OneByOne>();
  const auto& r = *reader;
  dev::test::Bench bench(adapter(args), std::move(reader));
  const auto plugged = bench.now;
  if (!bench.run(within_us, [&] { return r.done() && r.ended_us != 0; }))
    throw std::runtime_error("one by one did not end");
  Times out;
  out.report_s = seconds(r.ended_us - r.began_us);
  out.plugged_s = seconds(r.ended_us - plugged);
  out.requests = r.requests;
  out.values = r.facts().live.size();
  for (const auto& [source, unit] : r.facts().units)
    out.tests += unit.tests.size(), out.frozen += unit.freeze.size();
  return out;
}

struct Row {
  const char *car, *wait_ms, *words;
};
constexpr Row rows[] = {
    {"petrol-2020", "0", "three units, CAN"},  {"petrol-2020", "40", "three units, CAN, slow to end"},
    {"kwp-2005", "0", "K-line (KWP)"},         {"kwp-2005", "40", "K-line (KWP), slow to end"},
    {"petrol-2003", "0", "K-line (ISO 9141)"}, {"suv-2018", "0", "suv-2018"},
    {"diesel-2016", "0", "diesel-2016"}};

void print(const char* words, const char* who, const Times& t) {
  const auto screen = t.screen_s > 0 ? fmt::format("{:.2f}", t.screen_s) : "-";
  fmt::print("  {:<32} {:<10} {:>7} {:>8.2f} {:>9.2f} {:>9} {:>7} {:>6} {:>7}\n", words, who, screen,
             t.report_s, t.plugged_s, t.requests, t.values, t.tests, t.frozen);
}

}  // namespace

void measure_reports(Scores& scores) {
  fmt::print("the whole car at 38,400 baud, the bus answers after 20 ms; simulated time\n");
  fmt::print("  {:<32} {:<10} {:>7} {:>8} {:>9} {:>9} {:>7} {:>6} {:>7}\n", "", "", "screen", "report",
             "plugged", "requests", "values", "tests", "frozen");
  for (const auto& row : rows) {
    const Args args = {{"car", row.car}, {"wait_ms", row.wait_ms}};
    const auto a = ours(args), b = one_by_one(args);
    print(row.words, "ours", a);
    print("", "one by one", b);
    const double share = 100.0 * static_cast<double>(a.requests) / static_cast<double>(b.requests);
    fmt::print("  {:<32} {:.1f} % of the requests, {:.1f} % of the time\n", "", share,
               100 * a.report_s / b.report_s);
    const std::string name = row.words;
    if (name == "three units, CAN") {
      scores.note(name, "report", Measure::s, a.report_s);
      scores.note(name, "requests", Measure::share, share);
      scores.note(name, "first screen", Measure::s, a.screen_s);
    }
    if (name == "K-line (KWP)") scores.note("K-line", "report", Measure::s, a.report_s);
  }
  fmt::print("\n");
}

}  // namespace outpost::bench
