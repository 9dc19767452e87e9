// The store's calendar: zone rules by the IANA time zone database.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace outpost::core {

/// True when the time zone database knows this name.
bool known_zone(std::string_view zone);

/// The business date (yyyymmdd) of a moment: the local date of `day_start_min` minutes earlier, and never
/// earlier than `last`, the date of the sale before: a clock that was set back does not reopen a day that was
/// counted. Precondition: known_zone(zone).
int business_date(Micros utc_us, std::string_view zone, int day_start_min, int last);

/// The moments of a business date: [from, to). Where the clocks change in the night the span is rather too
/// wide. Preconditions: known_zone(zone), a date that exists.
struct DaySpan {
  Micros from_us = 0, to_us = 0;
};
DaySpan business_day(int date, std::string_view zone, int day_start_min);

/// "2026-01-31" as yyyymmdd; nothing when there is no such day (years 1970 to 9999).
std::optional<int> parse_date(std::string_view text);

/// 0 to 23.
int local_hour(Micros utc_us, std::string_view zone);

/// "2026-01-31 08:15:30" in the store's zone.
std::string local_text(Micros utc_us, std::string_view zone);

}  // namespace outpost::core
