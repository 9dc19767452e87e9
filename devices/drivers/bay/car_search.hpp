// What a car is looked for with. Ordinary cars (SAE J1979) answer 0100; a car of WWH-OBD (ISO 27145) keeps
// silent to that and answers 22F400, the same list by UDS. Pure.
#pragma once

#include "devices/codec/obd.hpp"

#include <array>

namespace outpost::dev {

/// The list of identifiers: 0100, or of a WWH-OBD car 22F400.
const SafeRequest& search_question(bool wwh);

/// WWH-OBD is on CAN only, and nearly always on the first of these (numbers of an adapter's table).
inline constexpr std::array<int, 4> wwh_protocols = {7, 6, 9, 8};

/// Somebody is there and says that he does not have what he was asked for; "wait" and "busy" say no such
/// thing.
bool refuses_list(const ObdReading& reading);

}  // namespace outpost::dev
