// Code 128 (ISO/IEC 15417) as a table, and from symbol values to text.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace outpost::dev::vision {

inline constexpr int code128_symbol_modules = 11, code128_stop_modules = 13;
inline constexpr std::size_t code128_symbols = 106;  ///< all but stop; 103 to 105 are the starts
inline constexpr int code128_check = 103;            ///< modulus of the check symbol

/// Eleven modules, '1' is a bar.
const std::string& code128_modules_of(std::size_t value);
const std::string& code128_stop();

/// Start to check symbol, without stop: the check symbol is right.
bool code128_checks(std::span<const int> values);

/// What a reader says of them: FNC1 is a group separator, but nothing at the very front. Nothing when they
/// make no text.
std::optional<std::string> code128_text(std::span<const int> values);

}  // namespace outpost::dev::vision
