#include "edge/app/unit_board.hpp"

#include "edge/contract/ipc/driver_table.hpp"
#include "edge/contract/ipc/message.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

Result<UnitInfo> unit_from(const config::Section& section) {
  UnitInfo info;
  info.unit = section.name().substr(std::string_view("unit.").size());
  info.driver = section.text("driver");
  info.station = section.text("station");
  const auto bad = [&](const std::string& why) {
    return fail(Code::invalid, "bad-setting", "[" + section.name() + "] " + why);
  };
  if (!ipc::valid_unit_name(info.unit)) return bad("a unit's name is 1 to 32 of a-z, 0-9, - and _");
  if (!ipc::find_driver(info.driver)) return bad("there is no driver \"" + info.driver + "\"");
  if (!ipc::valid_unit_name(info.station)) return bad("a station's name is 1 to 32 of a-z, 0-9, - and _");
  OUTPOST_TRY(info.enabled, section.flag("enabled"));
  OUTPOST_TRY(const auto columns, section.number("width_columns", 24, 64));
  info.width_columns = static_cast<int>(columns);
  return info;
}

template <class Units> auto find(Units& units, const std::string& name) {
  return std::find_if(units.begin(), units.end(), [&](const UnitView& u) { return u.info.unit == name; });
}

}  // namespace

Result<std::vector<UnitInfo>> units_from(const config::Config& config) {
  std::vector<UnitInfo> out;
  for (const auto& section : config.units()) {
    OUTPOST_TRY(auto info, unit_from(section));
    out.push_back(std::move(info));
  }
  return out;
}

UnitBoard::UnitBoard(std::vector<UnitInfo> units, Micros now_us) {
  for (auto& info : units) {
    UnitView view;
    view.since_us = now_us;
    if (!info.enabled) view.state = "disabled", view.reason.clear();
    view.info = std::move(info);
    units_.push_back(std::move(view));
  }
}

std::vector<UnitView> UnitBoard::all() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

std::optional<UnitView> UnitBoard::one(const std::string& unit) const {
  const std::lock_guard lock(mutex_);
  const auto found = find(units_, unit);
  return found == units_.end() ? std::nullopt : std::optional(*found);
}

std::optional<UnitInfo> UnitBoard::at_station(const std::string& station, const std::string& driver) const {
  const std::lock_guard lock(mutex_);
  for (const auto& u : units_)
    if (u.info.enabled && u.info.station == station && u.info.driver == driver) return u.info;
  return std::nullopt;
}

std::optional<UnitInfo> UnitBoard::info(const std::string& unit) const {
  const std::lock_guard lock(mutex_);
  const auto found = find(units_, unit);
  return found == units_.end() ? std::nullopt : std::optional(found->info);
}

std::optional<UnitView> UnitBoard::change(const std::string& unit,
                                          const std::function<void(UnitView&)>& how) {
  const std::lock_guard lock(mutex_);
  const auto found = find(units_, unit);
  if (found == units_.end()) return std::nullopt;
  how(*found);
  return *found;
}

void UnitBoard::seen(const std::string& unit, Micros at_us) {
  const std::lock_guard lock(mutex_);
  const auto found = find(units_, unit);
  if (found != units_.end()) found->last_seen_us = at_us;
}

}  // namespace outpost::app
