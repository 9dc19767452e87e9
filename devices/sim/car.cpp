#include "devices/sim/car.hpp"

#include "devices/codec/vin.hpp"
#include "devices/data/data.hpp"
#include "devices/sim/car_answers.hpp"
#include "devices/sim/car_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace outpost::dev {
namespace {

using nlohmann::json;

constexpr int j1939_protocol = 10;
constexpr std::size_t max_units = 8, max_broadcasts = 64;
constexpr Micros busy_again_us = 2 * us_per_s;  // a unit repeats "wait" well before its 5 s are over
constexpr std::uint8_t response_pending = 0x78;

void check_units(const std::vector<SimUnit>& units, int protocol) {
  if (protocol == j1939_protocol ? !units.empty() : units.empty() || units.size() > max_units)
    throw std::invalid_argument("a car has 1 to 8 units, and one of protocol 10 has none");
  std::set<std::uint32_t> ids, asked;
  for (const auto& u : units)
    if (!ids.insert(u.can_id).second || !asked.insert(u.request_id).second)
      throw std::invalid_argument(fmt::format("two units have the identifier {:X}", u.can_id));
}

// Every month is tried, so that a drift out of its scale is refused with the file and not in some later
// spring.
void read_ageing(std::vector<SimUnit>& units, SimBattery& battery, const json& ageing, int month) {
  auto last_units = units;
  auto last_battery = battery;
  car_file::age(last_units, last_battery, ageing, max_car_age_months);
  car_file::age(units, battery, ageing, month);
}

}  // namespace

Result<Car> Car::parse(std::string_view text, const std::string& name, int month) {
  try {
    const auto j = json::parse(text);
    car_file::only(j,
                   {"protocol", "vin", "rest_mv", "charge_mv", "crank_mv", "units", "broadcasts", "ageing"});
    Car car;
    car.protocol_ = j.at("protocol");
    car.vin_ = j.value("vin", "");
    if (protocol_by_number(car.protocol_) == nullptr && car.protocol_ != j1939_protocol)
      throw std::invalid_argument("protocol must be 1 to 10");
    if (!car.vin_.empty() && !is_vin(car.vin_)) throw std::invalid_argument("vin is not a vehicle number");
    if (month < 0 || month > max_car_age_months) throw std::invalid_argument("month must be 0 to 36");
    car.battery_ = car_file::read_battery(j);
    for (const auto& unit : j.at("units")) car.units_.push_back(car_file::read_unit(unit, car.bus()));
    check_units(car.units_, car.protocol_);
    if (j.contains("broadcasts"))
      for (const auto& b : j.at("broadcasts")) car.broadcasts_.push_back(car_file::read_broadcast(b));
    if (car.broadcasts_.size() > max_broadcasts) throw std::invalid_argument("over 64 broadcasts");
    if (j.contains("ageing")) read_ageing(car.units_, car.battery_, j.at("ageing"), month);
    return car;
  } catch (const std::exception& e) {
    return fail(Code::invalid, "bad-car",
                fmt::format("The simulated car \"{}\" cannot be used: {}", name, e.what()));
  }
}

Result<Car> Car::load(const std::string& name, int month) {
  const auto text = data_file("cars/" + name + ".json");
  if (!text.empty()) return parse(text, name, month);
  std::string known;
  for (const auto& f : data_files())
    if (f.name.starts_with("cars/")) known += " " + std::string(f.name.substr(5, f.name.size() - 10));
  return fail(Code::invalid, "bad-car",
              fmt::format("There is no simulated car \"{}\"; there are:{}", name, known));
}

Bus Car::bus() const {
  const auto* protocol = protocol_by_number(protocol_);
  return protocol == nullptr ? Bus::can29 : protocol->bus;
}

bool Car::engine_runs() const {
  return engine_ && std::any_of(units_.begin(), units_.end(), [](const SimUnit& u) {
           const auto rpm = u.pids.find(0x0C);
           return rpm != u.pids.end() && rpm->second.high > 0;
         });
}

bool Car::asked(const SimUnit& unit, std::uint32_t to) const {
  if (to == 0) return unit.functional;
  return to == (is_can(bus()) ? unit.request_id : unit.address);
}

// How long this unit lets us wait for this answer, counted from now. Asked again after "wait", it goes on
// with the same work and does not begin anew.
Micros Car::slow_for(const SimUnit& unit, const ObdRequest& request, Micros since_us) {
  const auto listed = unit.slow.find(request_text(request.bytes));
  const auto wait = std::max(hold_us_, listed == unit.slow.end() ? 0 : listed->second);
  auto busy = busy_.find(unit.can_id);
  if (busy != busy_.end() && busy->second.request == request.bytes) {
    const auto left = busy->second.until_us - since_us;
    if (left > 0) return left;
    busy_.erase(busy);
    return 0;
  }
  if (wait > 0) busy_.insert_or_assign(unit.can_id, Busy{request.bytes, since_us + wait});
  return wait;
}

std::vector<SimAnswer> Car::answer(const ObdRequest& request, Micros since_us) {
  std::vector<SimAnswer> out;
  const CarState state{engine_, engine_runs(), since_us};
  const bool waits = is_can(bus()) || bus() == Bus::kwp;  // the oldest buses know no "wait"
  for (auto& unit : units_) {
    if (!asked(unit, request.to)) continue;
    auto payloads = unit_answers(unit, vin_, request, bus(), state);
    if (payloads.empty()) continue;
    const auto wait = waits ? slow_for(unit, request, since_us) : 0;
    for (Micros at = 0; at < wait; at += busy_again_us)
      out.push_back({&unit, {0x7F, request.service(), response_pending}, at});
    for (auto& payload : payloads) out.push_back({&unit, std::move(payload), wait});
  }
  hold_us_ = 0;
  std::stable_sort(out.begin(), out.end(),
                   [](const SimAnswer& a, const SimAnswer& b) { return a.after_us < b.after_us; });
  return out;
}

}  // namespace outpost::dev
