// Text for Chinese printers: GB18030 of one and two bytes, which is what their fonts have. The four-byte
// forms (emoji, rare characters) have no glyph there; each becomes one '?' and is counted.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/result.hpp"

namespace outpost::dev {

struct GbText {
  Bytes bytes;
  int replaced = 0;  ///< characters that became '?'
};

/// A character takes as many columns as it has bytes here: one or two. Error `text-not-utf8`.
Result<GbText> to_gb18030(std::string_view utf8);

/// The other way; bytes that are no GB18030 become U+FFFD each.
std::string from_gb18030(ByteView bytes);

}  // namespace outpost::dev
