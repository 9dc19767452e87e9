// Cashiers at work: whole sales through the API, as fast as they are answered.
#pragma once

#include "tests/bench/http/shop.hpp"

#include <vector>

namespace outpost::bench {

inline constexpr int lines_a_sale = 3;
inline constexpr int durable_calls_a_sale = 1 + lines_a_sale + 3;  ///< cart, lines, quote, order, payment

struct Run {
  int tills = 0;
  double seconds = 0;
  std::vector<double> checkout_ms;  ///< of each POST payments: what the customer waits for
  std::vector<double> sale_ms;      ///< of each whole sale
  double commits = 0;               ///< transactions of the writer meanwhile
};

/// `tills` cashiers for `seconds`; throws std::runtime_error when a call is refused.
Run run_tills(const Shop& shop, int tills, double seconds);

}  // namespace outpost::bench
