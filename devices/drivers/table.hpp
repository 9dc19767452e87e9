// The drivers of byte streams that this build has: a row each. A new device is a driver file, a codec file if
// its protocol is new, a simulator, a fixture, a row here (and in edge/contract/ipc/driver_table.cpp) and a
// test.
#pragma once

#include "devices/drivers/driver.hpp"
#include "devices/transport/line_settings.hpp"

#include <functional>
#include <memory>

namespace outpost::config {
class Section;
}

namespace outpost::dev {

struct StreamDriver {
  std::string_view name;  ///< value of `driver` in [unit.NAME]
  LineSettings line;      ///< the configuration's `baud` overrides the speed
  /// From the unit's section of outpost.ini; error `bad-setting`.
  std::function<Result<std::unique_ptr<Driver>>(const config::Section& unit)> make;
};

const std::vector<StreamDriver>& stream_drivers();
/// nullptr when no driver of this build has the name.
const StreamDriver* find_stream_driver(std::string_view name);

}  // namespace outpost::dev
