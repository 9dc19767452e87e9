#include "edge/base/time_text.hpp"

#include <chrono>
#include <fmt/format.h>

namespace outpost {
namespace {

using namespace std::chrono;

/// Reads exactly `n` digits at `at`; -1 when there are others.
int digits(std::string_view s, std::size_t at, std::size_t n) {
  if (at + n > s.size()) return -1;
  int v = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    if (s[i] < '0' || s[i] > '9') return -1;
    v = v * 10 + (s[i] - '0');
  }
  return v;
}

Error bad() { return fail(Code::invalid, "bad-time", "This is not a time as in 2026-01-31T08:15:30Z."); }

/// The offset in microseconds of "Z" or "+08:00"; false when it is neither.
bool read_offset(std::string_view s, Micros& offset) {
  if (s == "Z" || s == "z") return offset = 0, true;
  if (s.size() != 6 || (s[0] != '+' && s[0] != '-') || s[3] != ':') return false;
  const int h = digits(s, 1, 2), m = digits(s, 4, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59) return false;
  offset = (h * 3600 + m * 60) * us_per_s * (s[0] == '-' ? -1 : 1);
  return true;
}

}  // namespace

std::string rfc3339(Micros utc_us) {
  const sys_time<microseconds> t{microseconds{utc_us}};
  const auto day = floor<days>(t);
  const year_month_day d{day};
  const hh_mm_ss<microseconds> h{t - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", int(d.year()), unsigned(d.month()),
                     unsigned(d.day()), h.hours().count(), h.minutes().count(), h.seconds().count(),
                     h.subseconds().count());
}

Result<Micros> parse_rfc3339(std::string_view s) {
  if (s.size() < 20 || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != 't' && s[10] != ' ') ||
      s[13] != ':' || s[16] != ':')
    return bad();
  const int y = digits(s, 0, 4), mo = digits(s, 5, 2), d = digits(s, 8, 2), h = digits(s, 11, 2),
            mi = digits(s, 14, 2), se = digits(s, 17, 2);
  if (y < 1970 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || se < 0 || se > 59) return bad();
  const year_month_day date{year{y}, month{unsigned(mo)}, day{unsigned(d)}};
  if (!date.ok()) return bad();
  std::size_t at = 19;
  Micros fraction = 0;
  if (s[at] == '.') {
    Micros unit = 100'000;
    const std::size_t first = ++at;
    for (; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at, unit /= 10) fraction += (s[at] - '0') * unit;
    if (at == first || at - first > 6) return bad();
  }
  Micros offset = 0;
  if (!read_offset(s.substr(at), offset)) return bad();
  const Micros whole = duration_cast<microseconds>(sys_days{date}.time_since_epoch()).count();
  return whole + (h * 3600 + mi * 60 + se) * us_per_s + fraction - offset;
}

}  // namespace outpost
