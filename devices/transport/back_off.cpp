#include "devices/transport/back_off.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

/// 0.80 to 1.20 in 256 steps.
Micros spread(Micros step, Random& random) {
  std::array<std::uint8_t, 1> roll{};
  random.fill(roll);
  return step * 4 / 5 + step * 2 / 5 * roll[0] / 255;
}

}  // namespace

Micros BackOff::lost(Micros now) {
  if (opened_ && now - *opened_ >= good) step_ = first;
  opened_.reset();
  const Micros next = now + spread(step_, random_);
  step_ = std::min(step_ * 2, longest_);
  return next;
}

}  // namespace outpost::dev
