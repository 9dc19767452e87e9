#include "sync/session/backoff.hpp"

#include <algorithm>

namespace outpost::session {

Micros random_below(Random& random, Micros below) {
  if (below <= 0) return 0;
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  std::uint64_t value = 0;
  for (const auto b : bytes) value = value << 8 | b;
  return static_cast<Micros>(value % static_cast<std::uint64_t>(below));
}

Micros Backoff::next(Random& random) {
  Micros wait = least_us_;
  for (int i = 0; i < failures_ && wait < most_us_; ++i) wait *= 2;
  wait = std::min(wait, most_us_);
  ++failures_;
  return wait / 2 + random_below(random, wait / 2 + 1);
}

}  // namespace outpost::session
