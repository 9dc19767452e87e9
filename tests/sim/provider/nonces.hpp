// Nonces of the last minutes: a request that comes again with the same one is a replay.
#pragma once

#include "edge/base/clock.hpp"

#include <deque>
#include <mutex>
#include <set>
#include <string>

namespace outpost::provider_sim {

class Nonces {
public:
  static constexpr Micros keep_us = 600 * us_per_s;  // twice the allowed difference of clocks

  /// False when this nonce was seen already.
  bool take(const std::string& nonce, Micros now_us) {
    std::lock_guard lock(mutex_);
    while (!order_.empty() && order_.front().first + keep_us < now_us) {
      seen_.erase(order_.front().second);
      order_.pop_front();
    }
    if (!seen_.insert(nonce).second) return false;
    order_.emplace_back(now_us, nonce);
    return true;
  }

private:
  std::mutex mutex_;
  std::set<std::string> seen_;
  std::deque<std::pair<Micros, std::string>> order_;
};

}  // namespace outpost::provider_sim
