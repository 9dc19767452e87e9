// When trouble codes may be erased: clearing destroys what a repair needs (codes, freeze frames, self-tests),
// so somebody must answer for it, everything must have been kept before, and the engine must stand. Pure.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <optional>
#include <string>

namespace outpost::dev {

struct ClearGrounds {
  std::string person;    ///< who asks: the staff member's id
  std::string snapshot;  ///< id of the report that edge has stored; complete, and of this car
  std::string snapshot_vin;
  std::string vin;  ///< as the car says it now; "" = it says none
  /// Rev/min as every unit that tells it says now, the highest; nothing = no unit tells it (an electric car).
  std::optional<double> engine_rpm;
  std::optional<double> speed_km_h;
  Micros engine_age_us = 0;  ///< how long ago these two were read
};

/// An engine that stood two seconds ago may run now.
inline constexpr Micros max_engine_age_us = 2 * us_per_s;

/// Errors: `clear-nobody`, `clear-no-snapshot`, `clear-other-car`, `clear-engine-unknown` (neither engine
/// speed nor vehicle speed was read, or too long ago), `clear-engine-runs` (or the car moves).
Result<void> check_clear_grounds(const ClearGrounds& grounds);

}  // namespace outpost::dev
