// The best EAN-13 and the best other one when neighbouring digits are seen together: out of focus each is
// smeared over the next, so what two of them cost is not the sum of what each costs alone. Exact, over all
// numbers. Pure.
#pragma once

#include "devices/vision/rivals.hpp"

namespace outpost::dev::vision {

inline constexpr std::size_t ean13_cells = 12;

struct JointPrices {
  /// Of each way to draw a digit, the others as they are drawn.
  std::array<std::array<float, ways>, ean13_cells> single{};
  /// What drawing digit c one way and digit c + 1 another costs on top of both alone.
  std::array<std::array<std::array<float, ways>, ways>, ean13_cells - 1> pair{};
};

/// The two cheapest numbers.
Choices choose_joint(const JointPrices& prices);

/// The price of the cheapest digits when neither the check digit nor the rule of the sets must hold.
float cheapest_free(const JointPrices& prices);

}  // namespace outpost::dev::vision
