#include "edge/core/cart_rules.hpp"

#include "edge/base/money.hpp"

namespace outpost::core {

Result<void> check_quantity(data::Unit unit, std::int64_t quantity_milli) {
  if (quantity_milli <= 0) return fail(Code::refused, "bad-quantity", "The quantity must be above zero.");
  if (quantity_milli > max_quantity_milli)
    return fail(Code::refused, "bad-quantity", "The quantity is larger than this store can sell at once.");
  if (unit == data::Unit::piece && quantity_milli % 1'000 != 0)
    return fail(Code::refused, "bad-quantity",
                "This product is sold by the piece: no part of a piece can be sold.");
  return {};
}

Result<std::int64_t> added_quantity(data::Unit unit, std::int64_t have_milli, std::int64_t more_milli) {
  OUTPOST_CHECK(check_quantity(unit, more_milli));
  const auto sum = have_milli + more_milli;  // both at most max_quantity_milli
  OUTPOST_CHECK(check_quantity(unit, sum));
  return sum;
}

Result<void> check_line_count(std::size_t lines) {
  if (lines >= most_cart_lines)
    return fail(Code::refused, "too-many-lines", "The cart is full: pay for it and start a second one.");
  return {};
}

}  // namespace outpost::core
