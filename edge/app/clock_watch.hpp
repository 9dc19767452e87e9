// Whether the clock of this machine can be right. Selling goes on with a wrong one; a person must know.
#pragma once

#include "edge/app/tx.hpp"
#include "edge/base/clock.hpp"

#include <optional>
#include <string>

namespace outpost::app {

struct ClockFacts {
  Micros wall_us = 0;
  Micros built_us = 0;          ///< the day this program was built: no right clock is before it
  Micros latest_us = 0;         ///< the latest time in a commit of this store; 0: none
  std::optional<Micros> hq_us;  ///< headquarters' clock now, when it was heard since the machine started
};

/// One sentence for people, "" when nothing speaks against the clock.
std::string clock_trouble(const ClockFacts& facts);

/// Raises the alarm `clock-wrong`, or clears it when the clock is right again. Of `facts` only what the
/// transaction does not know itself is read: `built_us` and `hq_us`.
Result<void> watch_clock(Tx& tx, const ClockFacts& facts);

}  // namespace outpost::app
