// Which codes a preview may show, and how many modules wide a code is. What is no product may be a payment
// code, a member's code, a ticket, somebody's address: a picture of it is as good as the thing itself. So
// everything is covered that is not known to be goods. Pure.
#pragma once

#include "devices/vision/code.hpp"

namespace outpost::dev::vision {

/// EAN and UPC, what GS1 says about goods (AI 01, a Digital Link), and the test card. Nothing else.
bool may_be_shown(Symbology symbology, std::string_view text);

/// Modules from the first bar to the last; 0 where the text does not tell (Code 128; QR and Data Matrix but
/// the test card's).
int modules_across(Symbology symbology, std::string_view text);

/// Pixels a module of a code at these corners; 0 = cannot be told. The corners must be pixels of the frame.
float pixels_per_module(const FoundCode& code);

}  // namespace outpost::dev::vision
