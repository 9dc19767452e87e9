#include "devices/tools/obd_report.hpp"

#include "devices/drivers/bay/bay_json.hpp"
#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/host/stream_unit.hpp"
#include "devices/sim/table.hpp"
#include "devices/transport/make_port.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>

namespace outpost::dev {
namespace {

using nlohmann::json;

// A unit of the device host with nobody above it.
class Bay {
public:
  static Result<std::unique_ptr<Bay>> open(const ObdToolOptions& options) {
    OUTPOST_TRY(const auto name, parse_port(options.port));
    PortOptions port_options{{.baud = options.baud}, &simulators(), {}};
    OUTPOST_TRY(auto port, make_port(name, port_options));
    return std::unique_ptr<Bay>(new Bay(std::move(port), ObdBay::wire_of(options.port)));
  }

  Micros now() { return clock_.boot_us(); }
  void command(const std::string& what, const std::string& body) {
    unit_.on_command({IdSource(clock_, random_).next(), what, body}, now());
  }
  /// One turn: waits for the port, moves the driver; what it said.
  std::vector<Message> turn() {
    std::vector<Wait> waits;
    unit_.wait(now(), waits);
    const auto& w = waits.front();
    pollfd p{w.fd, static_cast<short>((w.readable ? POLLIN : 0) | (w.writable ? POLLOUT : 0)), 0};
    const Micros left = w.until ? *w.until - now() : us_per_s;
    ::poll(&p, w.fd >= 0 ? 1u : 0u, static_cast<int>(std::clamp<Micros>((left + 999) / us_per_ms, 0, 1'000)));
    unit_.step(now());
    return unit_.take_messages();
  }

private:
  Bay(std::unique_ptr<Transport> port, ObdBay::Wire wire)
      : unit_("obd", std::move(port),
              std::make_unique<ObdBay>("obd", wire, [] { return SystemClock().wall_us(); }), random_, "") {}

  SystemClock clock_;
  SystemRandom random_;
  StreamUnit unit_;
};

std::string text_of(const json& v) {
  return v.is_string() ? v.get<std::string>() : v.is_null() ? "-" : v.dump();
}

void print_values(const json& values) {
  for (const auto& v : values)
    fmt::print("  {:<6} {:<28} {:>14} {}\n", text_of(v["source"]), text_of(v["name"]), text_of(v["value"]),
               text_of(v["unit"]));
}

std::string test_name(const json& t) {
  const auto monitor = t["monitor_en"] == "" ? "monitor " + text_of(t["monitor"]) : text_of(t["monitor_en"]);
  return monitor + ", " + (t["test_en"] == "" ? "test " + text_of(t["test"]) : text_of(t["test_en"]));
}

void print_report(const json& r) {
  const auto& vehicle = r["vehicle"];
  fmt::print("vehicle    {} (check digit: {})\n", text_of(vehicle["vin"]), text_of(vehicle["vin_check"]));
  fmt::print("protocol   {}\nadapter    {}\n", text_of(vehicle["protocol"]), text_of(r["adapter"]["id"]));
  fmt::print("voltage    {} mV\nlamp       {}\n", text_of(r["voltage_mv"]),
             r["mil_on"].is_null() ? "not known"
             : r["mil_on"] == true ? "on"
                                   : "off");
  if (r["codes"].empty()) fmt::print("codes      none\n");
  for (const auto& c : r["codes"])
    fmt::print("code       {} {:<9} {:<6} {:<5} {}\n                {}\n", text_of(c["code"]),
               text_of(c["kind"]), text_of(c["unit"]), text_of(c["severity"]), text_of(c["text_en"]),
               text_of(c["meaning_en"]));
  for (const auto& f : r["freeze_frames"]) {
    fmt::print("freeze frame of {} ({})\n", text_of(f["code"]), text_of(f["unit"]));
    print_values(f["values"]);
  }
  for (const auto& t : r["tests"])
    fmt::print("self-test  {:<6} {:<44} {} (from {} to {} {}) {}\n", text_of(t["unit"]), test_name(t),
               text_of(t["value"]), text_of(t["least"]), text_of(t["most"]), text_of(t["value_unit"]),
               t["passed"] == true ? "passed" : "NOT PASSED");
  for (const auto& unit : r["readiness"])
    for (const auto& m : unit["monitors"])
      if (m["available"] == true)
        fmt::print("monitor    {:<6} {:<28} {}\n", text_of(unit["unit"]), text_of(m["label_en"]),
                   m["complete"] == true ? "complete" : "not complete");
  fmt::print("live values\n");
  print_values(r["live"]);
  for (const auto& p : r["problems"])
    fmt::print("problem    {} {} {}: {}\n", text_of(p["step"]), text_of(p["unit"]), text_of(p["name"]),
               text_of(p["text"]));
  if (r["partial"] == true) fmt::print("PARTIAL: the car was lost before the end\n");
}

Result<void> print_outcome(const std::string& body, bool as_json) {
  const auto j = json::parse(body, nullptr, false);
  const auto document = report_document(body);
  if (document.empty())
    return fail(Code::unavailable, "no-report",
                fmt::format("No report: {}.", text_of(j.value("reason", json("unknown")))));
  if (as_json)
    fmt::print("{}\n", document);
  else
    print_report(j["report"]);
  return {};
}

std::string state_text(const std::string& body) {
  return text_of(json::parse(body, nullptr, false).value("text_en", json()));
}

// Until the car is there; what the bay says goes to standard error.
Result<void> wait_for_car(Bay& bay, Micros until) {
  std::string said;
  while (bay.now() < until) {
    for (const auto& m : bay.turn()) {
      if (m.name != "bay") continue;
      if (const auto text = state_text(m.body); text != said) fmt::print(stderr, "{}\n", said = text);
      if (json::parse(m.body, nullptr, false).value("state", "") == "ready") return {};
    }
  }
  return fail(Code::timeout, "no-car", fmt::format("No car in time. {}", said));
}

}  // namespace

Result<void> tool_report(const ObdToolOptions& options) {
  OUTPOST_TRY(const auto bay, Bay::open(options));
  const auto until = bay->now() + options.timeout_s * us_per_s;
  OUTPOST_CHECK(wait_for_car(*bay, until));
  bay->command("report", "{}");
  while (bay->now() < until)
    for (const auto& m : bay->turn())
      if (m.kind == Message::Kind::outcome) return print_outcome(m.body, options.json);
  return fail(Code::timeout, "no-report", "The report did not end in time.");
}

Result<void> tool_live(const ObdToolOptions& options) {
  OUTPOST_TRY(const auto bay, Bay::open(options));
  const auto until = bay->now() + options.timeout_s * us_per_s;
  OUTPOST_CHECK(wait_for_car(*bay, until));
  bay->command("live", json{{"pids", options.pids}}.dump());
  while (bay->now() < until) {
    for (const auto& m : bay->turn()) {
      const auto body = json::parse(m.body, nullptr, false);
      if (m.kind == Message::Kind::outcome && body.value("result", "") != "done")
        return fail(Code::invalid, "bad-pids", "Identifiers are two hexadecimal digits each, at most 24.");
      if (m.kind != Message::Kind::gauge) continue;
      if (options.json)
        fmt::print("{}\n", m.body);
      else
        print_values(body["values"]), fmt::print("\n");
      std::fflush(stdout);
    }
  }
  return {};
}

}  // namespace outpost::dev
