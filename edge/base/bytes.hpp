// Bytes as text and back.
#pragma once

#include "edge/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace outpost {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}
inline std::string_view as_text(ByteView b) { return {reinterpret_cast<const char*>(b.data()), b.size()}; }

/// Lower-case hexadecimal, two digits a byte, no separators.
std::string to_hex(ByteView bytes);
/// Reads either case; error `bad-hex` on an odd length or another character.
Result<Bytes> from_hex(std::string_view text);

/// True when every byte belongs to well-formed UTF-8 (no surrogates, nothing over U+10FFFF, no overlong
/// form).
bool is_utf8(std::string_view text);

}  // namespace outpost
