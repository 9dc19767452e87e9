// The best text and the best other one, when each way to draw each digit has a price. The check digit and the
// rule of the sets leave few texts, so the second best is far away unless the picture is truly ambiguous.
#pragma once

#include "devices/vision/ean_tables.hpp"

namespace outpost::dev::vision {

/// Price of each way to draw each digit; lower is better.
using Prices = std::array<std::array<float, ways>, max_cells>;

struct Choice {
  std::string text;
  Ways drawn{};
  float price = 0;
};

struct Choices {
  Choice best, second;  ///< two different texts
};

Choices choose(Layout layout, const Prices& prices);

}  // namespace outpost::dev::vision
