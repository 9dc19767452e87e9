// RFC 3339 text of a UTC time, the only form in which a time leaves the box.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost {

/// "2026-01-31T08:15:30.123456Z": always UTC, always six decimals, so that text sorts like time.
std::string rfc3339(Micros utc_us);

/// Reads RFC 3339 with 0 to 6 decimals and Z or an offset (years 1970 to 9999). Error `bad-time`.
Result<Micros> parse_rfc3339(std::string_view text);

}  // namespace outpost
