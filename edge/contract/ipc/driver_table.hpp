// Which readings, outcomes, commands and leases each driver speaks. Edge drops what a unit's driver may not
// send, so a misconfigured or captured device process cannot, say, make a printer "scan".
#pragma once

#include <string_view>
#include <vector>

namespace outpost::ipc {

struct DriverRow {
  std::string_view driver;              ///< value of `driver` in [unit.NAME]
  std::string_view label_zh, label_en;  ///< what a shopkeeper calls it
  std::vector<std::string_view> readings;
  std::vector<std::string_view> outcomes;
  std::vector<std::string_view> commands;
  bool silent_is_stale;  ///< false: a scanner or printer may be silent for hours
  std::vector<std::string_view> leases = {};
  /// Commands that have rules of their own: only the calls made for them may queue them.
  std::vector<std::string_view> guarded = {};
};

const std::vector<DriverRow>& driver_table();
/// nullptr when no driver has this name.
const DriverRow* find_driver(std::string_view driver);
bool may_read(const DriverRow& row, std::string_view reading);
bool may_end(const DriverRow& row, std::string_view outcome);
bool may_do(const DriverRow& row, std::string_view command);
/// Whether anybody who may tell the unit something may tell it this; may_do(), but for the guarded ones.
bool may_ask(const DriverRow& row, std::string_view command);
bool may_lease(const DriverRow& row, std::string_view lease);

}  // namespace outpost::ipc
