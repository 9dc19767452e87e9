// Inside of Car::answer: one unit, one request.
#pragma once

#include "devices/sim/car.hpp"

#include <optional>

namespace outpost::dev {

/// The payload of one unit, or nothing when it keeps silent. `several`: older buses split long answers.
std::vector<Bytes> unit_answers(const SimUnit& unit, const std::string& vin, const ObdRequest& request,
                                Bus bus, Micros since_us);

/// Two bytes of "P0301". Precondition: a well-formed code (Car::parse has checked).
Bytes code_bytes(std::string_view code);

}  // namespace outpost::dev
