// When to open a lost port again: 0.2 s doubling to 10 s (or less where a person waits), spread by 20 % so
// that ten units do not knock together, and back to the start once a connection has been good for 60 s. Pure.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"

#include <optional>

namespace outpost::dev {

class BackOff {
public:
  explicit BackOff(Random& random, Micros longest = most) : random_(random), longest_(longest) {}
  /// An attempt failed, or an open port was lost: when to try next.
  Micros lost(Micros now);
  void opened(Micros now) { opened_ = now; }

  static constexpr Micros first = 200 * us_per_ms;
  static constexpr Micros most = 10 * us_per_s;
  static constexpr Micros good = 60 * us_per_s;

private:
  Random& random_;
  Micros longest_;
  Micros step_ = first;
  std::optional<Micros> opened_;
};

}  // namespace outpost::dev
