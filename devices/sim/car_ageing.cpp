// How a car of a file is some months later: values drift, test results creep towards their limits, codes
// come.
#include "devices/sim/car_answers.hpp"
#include "devices/sim/car_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::dev::car_file {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(std::string why) { throw std::invalid_argument(std::move(why)); }

SimUnit& unit_of(std::vector<SimUnit>& units, const json& j) {
  const auto id = hex_number(j.at("unit"));
  for (auto& u : units)
    if (u.can_id == id) return u;
  refuse(fmt::format("ageing names the unit {:X}, which the car has not", id));
}

int month_of(const json& j, const char* key, int fallback) {
  const int m = j.value(key, fallback);
  if (m < 0 || m > max_car_age_months) refuse(fmt::format("{} must be 0 to {}", key, max_car_age_months));
  return m;
}

void drift_pid(SimUnit& u, const std::string& pid, double by) {
  const auto number = static_cast<std::uint8_t>(hex_number(pid));
  const auto found = u.pids.find(number);
  if (found == u.pids.end() || !found->second.raw.empty())
    refuse("identifier " + pid + " drifts, and the unit has no curve for it");
  found->second.low += by;
  found->second.high += by;
  check_curve(number, found->second);
}

void drift_test(SimUnit& u, const json& d, double by) {
  const auto mid = hex_number(d.at("mid")), tid = hex_number(d.at("tid"));
  for (auto& t : u.tests)
    if (t.monitor == mid && t.test == tid) {
      t.value += by;
      if (!test_word(t.scaling, t.value)) refuse(fmt::format("monitor {:02X} drifts out of its scale", mid));
      return;
    }
  refuse(fmt::format("monitor {:02X} test {:02X} drifts, and the unit has no such result", mid, tid));
}

void drift_battery(SimBattery& battery, const std::string& which, int by_mv) {
  if (which != "rest_mv" && which != "charge_mv" && which != "crank_mv")
    refuse("battery drifts by rest_mv, charge_mv or crank_mv, not by " + which);
  auto& mv = which == "rest_mv"     ? battery.rest_mv
             : which == "charge_mv" ? battery.charge_mv
                                    : battery.crank_mv;
  mv += by_mv;
  check_battery(battery);
}

void drift(std::vector<SimUnit>& units, SimBattery& battery, const json& d, int month) {
  only(d, {"unit", "pid", "mid", "tid", "battery", "per_month", "from", "to"});
  const int from = month_of(d, "from", 0), to = month_of(d, "to", max_car_age_months);
  const double by = d.at("per_month").get<double>() * std::clamp(month - from, 0, std::max(0, to - from));
  if (d.contains("battery"))
    drift_battery(battery, d.at("battery"), static_cast<int>(by));
  else if (d.contains("pid"))
    drift_pid(unit_of(units, d), d.at("pid"), by);
  else
    drift_test(unit_of(units, d), d, by);
}

void add(std::vector<std::string>& list, const std::string& code) {
  if (std::find(list.begin(), list.end(), code) == list.end()) list.push_back(code);
}

void happen(std::vector<SimUnit>& units, const json& e, int month) {
  only(e, {"month", "unit", "pending", "stored", "permanent", "mil_on", "freeze"});
  auto& u = unit_of(units, e);
  // Read before the month is looked at, so that a wrong event is refused for a new car too.
  const auto pending = e.value("pending", ""), stored = e.value("stored", ""),
             permanent = e.value("permanent", "");
  for (const auto& code : {pending, stored, permanent})
    if (!code.empty()) trouble_code(code);
  auto freeze = e.contains("freeze") ? std::optional(read_freeze(e.at("freeze"))) : std::nullopt;
  if (month < month_of(e, "month", -1)) return;
  if (!pending.empty()) add(u.pending, pending);
  if (!stored.empty()) {
    add(u.stored, stored);
    std::erase(u.pending, stored);
  }
  if (!permanent.empty()) add(u.permanent, permanent);
  u.mil_on = e.value("mil_on", u.mil_on);
  if (freeze) u.freeze = std::move(freeze);
}

}  // namespace

void age(std::vector<SimUnit>& units, SimBattery& battery, const json& ageing, int month) {
  only(ageing, {"drifts", "events"});
  if (ageing.contains("drifts"))
    for (const auto& d : ageing.at("drifts")) drift(units, battery, d, month);
  if (ageing.contains("events"))
    for (const auto& e : ageing.at("events")) happen(units, e, month);
}

}  // namespace outpost::dev::car_file
