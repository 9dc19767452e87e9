// Scanned text as people may see it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace outpost::core {

/// So much of an unknown code is shown: enough to know it by, and it fits a kiosk's note.
inline constexpr std::size_t most_shown_characters = 200;

/// Text that is harmless on a screen or in a log: control characters, line and paragraph separators,
/// invisible characters, combining marks and everything that turns the direction of writing become `\u202E`,
/// bytes that are no UTF-8 become `\xFF`, and a text over `most_shown_characters` is cut and ends with an
/// ellipsis.
std::string shown_text(std::string_view text);

/// Two digits, stars, two digits. Precondition: at least 5 bytes.
std::string masked_code(std::string_view code);

/// Without blanks, tabs and line ends at both ends, as scanners and people add them.
std::string_view trimmed_code(std::string_view text);

/// True for one or more of 0-9 and nothing else.
bool is_digits(std::string_view text);

}  // namespace outpost::core
