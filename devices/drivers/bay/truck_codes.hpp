// Trouble codes of trucks (SAE J1939) among the facts of a bay, and the words for them. Pure.
#pragma once

#include "devices/codec/dtc_text.hpp"
#include "devices/drivers/bay/bay_facts.hpp"

namespace outpost::dev {

/// Takes in DM1: each source's lamp and its active codes, "SPN 110 FMI 0", which replace those it said
/// before.
void take_truck_codes(BayFacts& facts, const ObdReading& reading);

/// The words for such a code; nothing for any other text. `exact`: the table knows what the number is about.
std::optional<DtcText> truck_code_text(const std::string& code);

}  // namespace outpost::dev
