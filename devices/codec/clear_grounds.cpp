#include "devices/codec/clear_grounds.hpp"

namespace outpost::dev {
namespace {

Error refuse(std::string name, std::string text) {
  return fail(Code::denied, std::move(name), std::move(text));
}

}  // namespace

Result<void> check_clear_grounds(const ClearGrounds& g) {
  if (g.person.empty()) return refuse("clear-nobody", "Codes are cleared by a named member of staff only.");
  if (g.snapshot.empty())
    return refuse("clear-no-snapshot", "Make a full report first: clearing erases what it holds.");
  // A car without a number is the same car only as far as anybody can tell; two numbers that differ are two
  // cars.
  if (g.vin != g.snapshot_vin)
    return refuse("clear-other-car", "The report is of another car: make one of this car first.");
  if ((!g.engine_rpm && !g.speed_km_h) || g.engine_age_us > max_engine_age_us || g.engine_age_us < 0)
    return refuse("clear-engine-unknown", "The car does not say whether its engine stands.");
  const bool stands = g.engine_rpm.value_or(0) <= 0 && g.speed_km_h.value_or(0) <= 0;
  if (!stands) return refuse("clear-engine-runs", "The engine runs: stop it, leave the ignition on.");
  return {};
}

}  // namespace outpost::dev
