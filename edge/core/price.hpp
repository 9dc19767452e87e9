// Price arithmetic: one rounding for a line, cumulative floors for everything that is shared out.
#pragma once

#include "edge/base/money.hpp"

#include <cstdint>

namespace outpost::core {

/// unit price x quantity / 1000, rounded half up: the gross of a line. Precondition: neither is negative.
/// Error `amount-too-large` (refused) over max_amount_fen.
Result<Fen> line_gross(Fen unit_price_fen, std::int64_t quantity_milli);

/// a + b, or `amount-too-large` (refused) over max_amount_fen.
Result<Fen> bounded_sum(Fen a, Fen b);

/// Shares a total out over parts, in order: part k gets F(k) - F(k-1) with F(k) = floor(of x parts so far /
/// whole). However the parts are taken back one by one, they add up to the total exactly, which no rounding
/// part by part can promise.
class CumulativeFloor {
public:
  /// whole > 0, of >= 0.
  CumulativeFloor(std::int64_t of, std::int64_t whole) : of_(of), whole_(whole) {}
  /// The share of the next part, part >= 0. Error `amount-too-large` outside 64 bits.
  Result<std::int64_t> next(std::int64_t part);

private:
  std::int64_t of_, whole_;
  std::int64_t parts_ = 0, given_ = 0;
};

}  // namespace outpost::core
