// A bar code drawn by ourselves: GS1 General Specifications, EAN-13; PNG, ISO/IEC 15948.
#pragma once

#include <string>

namespace outpost::e2e {

/// A grey PNG of the code of these 13 digits (the last is the check digit), upright, with its quiet zone.
/// `module_px`: width of the narrowest bar.
std::string ean13_png(const std::string& digits, int module_px = 3);

}  // namespace outpost::e2e
