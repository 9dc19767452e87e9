// The drivers of byte streams that this build has: a row each. A new device is a driver file, a codec file if
// its protocol is new, a simulator, a fixture, a row here (and in edge/contract/ipc/driver_table.cpp) and a
// test.
#pragma once

#include "devices/drivers/driver.hpp"
#include "devices/transport/line_settings.hpp"

#include <functional>
#include <memory>

namespace outpost::dev {

/// What a driver may want to know from its section of outpost.ini; the host fills it.
struct UnitSettings {
  std::string unit;
  std::string station;
  std::map<std::string, std::string, std::less<>> values;  ///< every key of the section, fallbacks included

  /// A whole number within [least, most]; error `bad-setting`.
  Result<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most) const;
  /// "1 true yes on" or "0 false no off"; error `bad-setting`.
  Result<bool> flag(std::string_view key) const;
};

struct StreamDriver {
  std::string_view name;  ///< value of `driver` in [unit.NAME]
  LineSettings line;      ///< the configuration's `baud` overrides the speed
  std::function<Result<std::unique_ptr<Driver>>(const UnitSettings&)> make;  ///< error `bad-setting`
};

const std::vector<StreamDriver>& stream_drivers();
/// nullptr when no driver of this build has the name.
const StreamDriver* find_stream_driver(std::string_view name);

}  // namespace outpost::dev
