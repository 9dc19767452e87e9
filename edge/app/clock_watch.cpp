#include "edge/app/clock_watch.hpp"

#include "edge/app/alarms.hpp"
#include "edge/base/time_text.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace outpost::app {
namespace {

// Clocks that are set over the network differ by less than a second; those of a box without it drift by some
// seconds a day. Beyond this the times of sales are of no use to anybody.
constexpr Micros tolerated_us = 5 * 60 * us_per_s;

constexpr const char* alarm = "clock-wrong";

}  // namespace

std::string clock_trouble(const ClockFacts& f) {
  if (f.wall_us < f.built_us)
    return fmt::format("The clock says {}, before this program was built ({}).", rfc3339(f.wall_us),
                       rfc3339(f.built_us));
  if (f.wall_us < f.latest_us - tolerated_us)
    return fmt::format("The clock says {}, but something was sold here at {} already.", rfc3339(f.wall_us),
                       rfc3339(f.latest_us));
  if (f.hq_us && std::abs(f.wall_us - *f.hq_us) > tolerated_us)
    return fmt::format("The clock says {}, headquarters' says {}.", rfc3339(f.wall_us), rfc3339(*f.hq_us));
  return "";
}

Result<void> watch_clock(Tx& tx, const ClockFacts& facts) {
  const auto trouble = clock_trouble({tx.now_us, facts.built_us, tx.price_us, facts.hq_us});
  if (trouble.empty()) return clear_alarm(tx, alarm, "");
  OUTPOST_CHECK(raise_alarm(tx, alarm, "", trouble + " Set the clock; selling goes on."));
  return {};
}

}  // namespace outpost::app
