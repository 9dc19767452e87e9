// Asks the units of a car one by one in place of all together, and makes one answer of theirs. For adapters
// that lose what follows the first frame when several units answer at once. Pure.
#pragma once

#include "devices/drivers/bay/car_link.hpp"

#include <deque>

namespace outpost::dev {

class UnitRound {
public:
  /// True between begin() and finish().
  bool active() const { return whole_.has_value(); }
  /// `whole`: the question to all; `units`: CAN identifiers that the units are asked with, at least one.
  void begin(const SafeRequest& whole, const std::vector<std::uint32_t>& units);
  /// The question to the next unit; nothing when all were asked.
  std::optional<SafeRequest> next();
  /// What this unit has said.
  void take(CarAnswer answer);
  /// The answer of all that were asked.
  CarAnswer finish();
  void drop() { *this = {}; }

private:
  std::optional<SafeRequest> whole_;
  std::deque<std::uint32_t> left_;
  CarAnswer answer_;
  bool asked_ = false;
};

/// A question whose answer may need more than one frame.
bool may_be_long(const ObdRequest& request);

}  // namespace outpost::dev
