#include "edge/core/price.hpp"

namespace outpost::core {
namespace {

Error too_large() {
  return fail(Code::refused, "amount-too-large", "The amount is larger than this store can sell at once.");
}

}  // namespace

Result<Fen> line_gross(Fen unit_price_fen, std::int64_t quantity_milli) {
  const auto v = mul_div_half_up(unit_price_fen.v, quantity_milli, 1'000);
  if (!v.ok() || *v > max_amount_fen.v) return too_large();
  return Fen{*v};
}

Result<Fen> bounded_sum(Fen a, Fen b) {
  if (a > max_amount_fen || b > max_amount_fen || a + b > max_amount_fen) return too_large();
  return a + b;
}

Result<std::int64_t> CumulativeFloor::next(std::int64_t part) {
  OUTPOST_TRY(const auto upto, mul_div_floor(of_, parts_ + part, whole_));
  parts_ += part;
  const auto share = upto - given_;
  given_ = upto;
  return share;
}

}  // namespace outpost::core
