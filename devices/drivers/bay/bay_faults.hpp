// What went wrong in a reading, as the bay's parts ask it.
#pragma once

#include "devices/codec/obd.hpp"

namespace outpost::dev {

/// The name of the first fault; "" when there is none. Lives as long as the reading.
std::string_view first_fault(const ObdReading& reading);

/// True for faults of the car's data line, which an adapter reports instead of an answer.
bool is_bus_fault(std::string_view name);

}  // namespace outpost::dev
