#include "devices/codec/obd_in_use.hpp"

#include "devices/codec/table_fields.hpp"

#include <array>
#include <fmt/format.h>
#include <span>

namespace outpost::dev {
namespace {

constexpr std::array<std::string_view, 20> spark_names = {
    "obd_monitor_conditions",  "ignition_cycles",          "catalyst_b1_completed", "catalyst_b1_conditions",
    "catalyst_b2_completed",   "catalyst_b2_conditions",   "o2_b1_completed",       "o2_b1_conditions",
    "o2_b2_completed",         "o2_b2_conditions",         "egr_completed",         "egr_conditions",
    "secondary_air_completed", "secondary_air_conditions", "evap_completed",        "evap_conditions",
    "rear_o2_b1_completed",    "rear_o2_b1_conditions",    "rear_o2_b2_completed",  "rear_o2_b2_conditions"};

constexpr std::array<std::string_view, 18> compression_names = {
    "obd_monitor_conditions",  "ignition_cycles",
    "nmhc_catalyst_completed", "nmhc_catalyst_conditions",
    "nox_catalyst_completed",  "nox_catalyst_conditions",
    "nox_adsorber_completed",  "nox_adsorber_conditions",
    "pm_filter_completed",     "pm_filter_conditions",
    "exhaust_gas_completed",   "exhaust_gas_conditions",
    "egr_completed",           "egr_conditions",
    "boost_completed",         "boost_conditions",
    "fuel_completed",          "fuel_conditions"};

constexpr std::size_t usual_names = 4, counter_bytes = 2;

}  // namespace

std::vector<ObdValue> in_use_counters(bool compression, ByteView data) {
  const auto names = compression ? std::span<const std::string_view>(compression_names)
                                 : std::span<const std::string_view>(spark_names);
  std::vector<ObdValue> out;
  for (std::size_t i = 0; (i + 1) * counter_bytes <= data.size() && i < names.size(); ++i) {
    const auto counter = bits_at(data.subspan(i * counter_bytes, counter_bytes), 0, 16);
    out.push_back(number_value(fmt::format("iupr.{}", names[i]), "count", static_cast<double>(counter)));
    out.back().detail = i >= usual_names;
  }
  return out;
}

}  // namespace outpost::dev
