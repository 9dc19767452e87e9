// The receipt printer's driver on a wire to the virtual printer, on a clock of the test's own. The wire
// carries so many bytes a millisecond, and can be pulled after so many.
#pragma once

#include "devices/drivers/escpos.hpp"
#include "devices/sim/printer.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace outpost::dev::test {

using nlohmann::json;

inline Id id_of(int n) {
  Id id;
  id.bytes[0] = 1;
  id.bytes[14] = static_cast<std::uint8_t>(n >> 8);
  id.bytes[15] = static_cast<std::uint8_t>(n);
  return id;
}

inline std::string job_of(int lines) {
  json j = json::array();
  for (int i = 0; i < lines; ++i) j.push_back({{"text", "line " + std::to_string(i)}});
  j.push_back({{"cut", true}});
  return json{{"job", {{"columns", 48}, {"lines", j}}}}.dump();
}

inline PrinterSetup setup_of(bool mute = false, std::int64_t paper_lines = -1) {
  PrinterSetup s;
  s.mute = mute;
  s.paper_lines = paper_lines;
  return s;
}

struct PrinterWire {
  EscposDriver driver{48};
  PrinterSimulator printer;
  Micros now = us_per_s;
  std::size_t per_ms = 100'000, pull_after = SIZE_MAX, carried = 0;
  bool up = false;
  int reopens = 0;
  std::map<Id, std::vector<json>> outcomes;
  std::vector<std::string> progress;

  explicit PrinterWire(PrinterSetup setup = {}) : printer(std::move(setup)) {}

  void plug() {
    up = true;
    printer.act({0, "plug", {}});
    printer.on_plug(now);
    driver.on_open(now);
    collect();
  }
  void pull() {
    up = false;
    printer.act({0, "unplug", {}});
    driver.on_close(now);
    collect();
  }
  void print(int n, int lines = 3) {
    driver.on_command({id_of(n), "print", job_of(lines)}, now);
    collect();
  }
  void run(int ms) {
    for (int i = 0; i < ms; ++i) {
      now += us_per_ms;
      if (const auto due = driver.next_deadline(); due && *due <= now) driver.on_tick(now);
      if (up) carry();
      if (driver.take_reopen()) {
        ++reopens;
        driver.on_close(now);
        driver.on_open(now);
      }
      collect();
    }
  }
  void carry() {
    const auto out = driver.to_write();
    const auto n = std::min({out.size(), per_ms, pull_after - carried});
    if (n > 0 && printer.accepts()) {
      printer.on_bytes(out.first(n), now);
      driver.on_written(n, now);
      carried += n;
    }
    if (const Bytes said = printer.take_output(); !said.empty()) driver.on_bytes(said, now);
    if (carried >= pull_after) {
      pull_after = SIZE_MAX;
      pull();
    }
  }
  void collect() {
    for (const auto& m : driver.take_messages()) {
      if (m.kind == Message::Kind::outcome)
        outcomes[m.id].push_back(json::parse(m.body));
      else
        progress.push_back(json::parse(m.body)["state"]);
    }
  }
  /// "confirmed", "failed paper-out", "" when there is none; more than one outcome is a failure.
  std::string end(int n) {
    const auto& all = outcomes[id_of(n)];
    BOOST_TEST(all.size() <= 1u);
    if (all.empty()) return "";
    const std::string reason = all[0]["reason"];
    return all[0]["state"].get<std::string>() + (reason.empty() ? "" : " " + reason);
  }
  Status status() { return driver.snapshot().status; }
};

}  // namespace outpost::dev::test
