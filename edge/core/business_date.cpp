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

date::year_month_day as_day(int date) {
  return date::year{date / 10'000} / (date / 100 % 100) / (date % 100);
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

DaySpan business_day(int date, std::string_view zone, int day_start_min) {
  const auto starts = [&](date::local_days day, date::choose which) -> Micros {
    const auto at = date::locate_zone(zone)->to_sys(day + std::chrono::minutes{day_start_min}, which);
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
  };
  const date::local_days day{as_day(date)};
  return {starts(day, date::choose::earliest), starts(day + date::days{1}, date::choose::latest)};
}

std::optional<int> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int date = 0;
  for (const auto part : {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)})
    for (const char c : part) {
      if (c < '0' || c > '9') return std::nullopt;
      date = date * 10 + (c - '0');
    }
  if (date < 19'700'101 || !as_day(date).ok()) return std::nullopt;
  return date;
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
