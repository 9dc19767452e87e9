// The [edge] section as Settings.
#pragma once

#include "edge/base/config/config.hpp"
#include "edge/store/settings.hpp"

namespace outpost::app {

using store::Settings;

/// Error `bad-setting` with section and key: store id not 1-16 of a-z 0-9 -, unknown zone, day_start not
/// HH:MM, a number outside its range.
Result<Settings> settings_from(const config::Section& edge);

/// True for 1 to 16 of a-z, 0-9 and '-'.
bool valid_store_id(std::string_view id);
/// True for 1 to 32 of a-z, 0-9, '-' and '_'.
bool valid_station(std::string_view station);

}  // namespace outpost::app
