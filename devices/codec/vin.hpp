// The vehicle identification number (ISO 3779): 17 characters without I, O and Q.
#pragma once

#include <cstddef>
#include <string_view>

namespace outpost::dev {

inline constexpr std::size_t vin_length = 17;

bool is_vin(std::string_view text);

/// The check character ('0'-'9' or 'X') that place 9 should carry. Precondition: is_vin(vin).
char vin_check_character(std::string_view vin);

/// North American and Chinese numbers must carry it, European ones need not: a mismatch is information, no
/// error.
inline bool vin_check_ok(std::string_view vin) { return is_vin(vin) && vin[8] == vin_check_character(vin); }

}  // namespace outpost::dev
