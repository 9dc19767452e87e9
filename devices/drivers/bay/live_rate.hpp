// How many rounds of live values come a second, over the last three seconds. Pure.
#pragma once

#include "edge/base/clock.hpp"

#include <algorithm>
#include <deque>

namespace outpost::dev {

class LiveRate {
public:
  static constexpr Micros window_us = 3 * us_per_s;

  void add(Micros now) {
    rounds_.push_back(now);
    while (now - rounds_.front() > window_us) rounds_.pop_front();
  }
  double hz(Micros now) const {
    const auto first =
        std::find_if(rounds_.begin(), rounds_.end(), [&](Micros t) { return now - t <= window_us; });
    const auto n = rounds_.end() - first;
    if (n < 2 || rounds_.back() <= *first) return 0;
    return static_cast<double>(n - 1) * us_per_s / static_cast<double>(rounds_.back() - *first);
  }
  void clear() { rounds_.clear(); }

private:
  std::deque<Micros> rounds_;
};

}  // namespace outpost::dev
