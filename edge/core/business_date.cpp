#include "edge/core/business_date.hpp"

#include <algorithm>
#include <chrono>
#include <date/tz.h>
#include <fmt/format.h>

namespace outpost::core {
namespace {

date::local_time<std::chrono::seconds> local(Micros utc_us, std::string_view zone) {
  using namespace std::chrono;
  const auto at = date::floor<seconds>(date::sys_time<microseconds>{microseconds{utc_us}});
  return date::locate_zone(zone)->to_local(at);
}

int as_number(date::local_days day) {
  const date::year_month_day ymd{day};
  return int(ymd.year()) * 10'000 + static_cast<int>(unsigned(ymd.month()) * 100 + unsigned(ymd.day()));
}

}  // namespace

bool known_zone(std::string_view zone) {
  try {
    return date::locate_zone(zone) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

int business_date(Micros utc_us, std::string_view zone, int day_start_min, int last) {
  const auto shifted = local(utc_us, zone) - std::chrono::minutes{day_start_min};
  return std::max(last, as_number(date::floor<date::days>(shifted)));
}

int local_hour(Micros utc_us, std::string_view zone) {
  const auto at = local(utc_us, zone);
  return static_cast<int>(date::floor<std::chrono::hours>(at - date::floor<date::days>(at)).count());
}

std::string local_text(Micros utc_us, std::string_view zone) {
  const auto at = local(utc_us, zone);
  const auto day = date::floor<date::days>(at);
  const date::year_month_day ymd{day};
  const date::hh_mm_ss time{at - day};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", int(ymd.year()), unsigned(ymd.month()),
                     unsigned(ymd.day()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace outpost::core
