#include "devices/drivers/bay/bay_faults.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {

std::string_view first_fault(const ObdReading& reading) {
  return reading.faults.empty() ? std::string_view() : std::string_view(reading.faults.front().name);
}

bool is_bus_fault(std::string_view name) {
  constexpr std::array<std::string_view, 6> names = {"unable-to-connect", "bus-init", "bus-error",
                                                     "can-error",         "bus-busy", "feedback-error"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace outpost::dev
