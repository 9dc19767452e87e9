// A reading `preview` as a camera sent it: a picture and what is in it. A camera process opens what strangers
// hold before a lens, so nothing of it goes on to a page as it came: the numbers are written anew within
// their bounds, and the picture is one, of the size that it says. Pure.
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost::links {

inline constexpr std::size_t max_preview_bytes = 32 << 10;  ///< of the JPEG; cameras send 20 KiB at most
inline constexpr int max_preview_side = 480;
inline constexpr std::size_t max_preview_codes = 16;

/// The JSON for pages, in ASCII (the shape Preview of the API document). Error `preview-malformed`. Codes
/// with corners far outside the picture are left out.
Result<std::string> checked_preview(const std::string& body, std::string_view jpeg);

}  // namespace outpost::links
