// So many a second, and a burst of the same size.
#pragma once

#include "edge/base/clock.hpp"

#include <algorithm>

namespace outpost::links {

class TokenBucket {
public:
  explicit TokenBucket(int per_s) : per_s_(per_s), tokens_us_(per_s * us_per_s) {}

  /// False when there were too many; `now_us` of the boot clock.
  bool take(Micros now_us) {
    const Micros passed = std::clamp<Micros>(now_us - last_us_, 0, us_per_s);
    tokens_us_ = std::min<std::int64_t>(tokens_us_ + passed * per_s_, per_s_ * us_per_s);
    last_us_ = now_us;
    if (tokens_us_ < us_per_s) return false;
    tokens_us_ -= us_per_s;
    return true;
  }

private:
  std::int64_t per_s_;
  std::int64_t tokens_us_;  // a token is a million of these
  Micros last_us_ = 0;
};

}  // namespace outpost::links
