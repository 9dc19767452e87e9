// What may be in a cart.
#pragma once

#include "edge/base/result.hpp"
#include "edge/data/words.hpp"

#include <cstddef>
#include <cstdint>

namespace outpost::core {

/// A receipt of more lines helps nobody, and no sum of so many bounded lines leaves 64 bits.
inline constexpr std::size_t most_cart_lines = 500;

/// Whole pieces or whole grams, above zero, at most max_quantity_milli. Error `bad-quantity` (refused).
Result<void> check_quantity(data::Unit unit, std::int64_t quantity_milli);

/// What a line holds after `more` is added. Errors as check_quantity, for `more` and for the sum.
Result<std::int64_t> added_quantity(data::Unit unit, std::int64_t have_milli, std::int64_t more_milli);

/// Room for one more line, else `too-many-lines` (refused).
Result<void> check_line_count(std::size_t lines);

}  // namespace outpost::core
