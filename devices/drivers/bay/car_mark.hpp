// Whether the car that is found again can be the one that was there before: its units list the same
// identifiers. The vehicle number says it better, but not every car has one. Pure.
#pragma once

#include "devices/drivers/bay/bay_facts.hpp"

namespace outpost::dev {

/// What each unit listed when it was asked 0100: identifiers 01 to 20, by unit.
using CarMark = std::map<std::string, std::set<std::uint8_t>>;

CarMark mark_of(const BayFacts& facts);
/// True when a unit that both know lists other identifiers, or they have no unit in common. Two cars of one
/// model are not told apart.
bool contradict(const CarMark& a, const CarMark& b);

/// Of a question about the vehicle number that came while another one was known: units may differ (one from
/// another car was fitted), but when none of them says `vin` it is another car. False when none says any.
bool says_another_car(const ObdReading& reading, const std::string& vin);

}  // namespace outpost::dev
