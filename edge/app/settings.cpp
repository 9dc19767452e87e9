#include "edge/app/settings.hpp"

#include "edge/core/business_date.hpp"
#include "edge/core/in_store_code.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::app {
namespace {

Error bad(const config::Section& section, std::string_view key, std::string_view what) {
  return fail(Code::invalid, "bad-setting", fmt::format("[{}] {}: {}.", section.name(), key, what));
}

bool all_of(std::string_view text, std::string_view more) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.find(c) != more.npos;
  });
}

std::optional<int> minutes_of(std::string_view hhmm) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (hhmm.size() != 5 || hhmm[2] != ':' || !digit(hhmm[0]) || !digit(hhmm[1]) || !digit(hhmm[3]) ||
      !digit(hhmm[4]))
    return {};
  const int h = (hhmm[0] - '0') * 10 + (hhmm[1] - '0'), m = (hhmm[3] - '0') * 10 + (hhmm[4] - '0');
  return h < 24 && m < 60 ? std::optional(h * 60 + m) : std::nullopt;
}

}  // namespace

bool valid_store_id(std::string_view id) { return !id.empty() && id.size() <= 16 && all_of(id, "-"); }
bool valid_station(std::string_view s) { return !s.empty() && s.size() <= 32 && all_of(s, "-_"); }

Result<Settings> settings_from(const config::Section& edge) {
  Settings s;
  s.store_id = edge.text("store_id");
  if (!valid_store_id(s.store_id)) return bad(edge, "store_id", "must be 1 to 16 of a-z, 0-9 and -");
  s.store_name = edge.text("store_name");
  if (s.store_name.empty()) s.store_name = s.store_id;
  s.zone = edge.text("zone");
  if (!core::known_zone(s.zone)) return bad(edge, "zone", "the time zone database does not know " + s.zone);
  const auto start = minutes_of(edge.text("day_start"));
  if (!start) return bad(edge, "day_start", "must be a time of day such as 04:00");
  s.day_start_min = *start;
  s.currency = edge.text("currency");
  OUTPOST_TRY(s.cash_rounding_fen.v, edge.number("cash_rounding_fen", 1, 1'000));
  OUTPOST_TRY(const auto minutes, edge.number("quote_minutes", 1, 24 * 60));
  s.quote_life_us = minutes * 60 * us_per_s;
  s.code_payments = !edge.text("provider_url").empty();
  OUTPOST_TRY(s.in_store_masks, core::in_store_masks(edge.text("in_store_templates")));
  return s;
}

}  // namespace outpost::app
