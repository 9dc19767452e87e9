// Money is a count of fen in 64 bits; no floating point comes near it. Products are taken in 128 bits and
// rounded half up on the absolute value, once, at a named place.
#pragma once

#include "edge/base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace outpost {

struct Fen {
  std::int64_t v = 0;

  constexpr auto operator<=>(const Fen&) const = default;
  constexpr Fen operator+(Fen o) const { return {v + o.v}; }
  constexpr Fen operator-(Fen o) const { return {v - o.v}; }
  constexpr Fen operator-() const { return {-v}; }
  constexpr Fen& operator+=(Fen o) { return v += o.v, *this; }
  constexpr Fen& operator-=(Fen o) { return v -= o.v, *this; }
};

/// The largest amount that any one price, line, order or tender may be: ten billion yuan. With at most 1,000
/// lines an order and a limit on each, no sum can leave 64 bits.
inline constexpr Fen max_amount_fen{1'000'000'000'000};
/// 1,000 = one piece or one kilogram. The largest quantity of one line: a million pieces or a thousand
/// tonnes.
inline constexpr std::int64_t max_quantity_milli = 1'000'000'000;

/// a x b / d, rounded half up on the absolute value, in 128 bits. d > 0. Error `amount-too-large` outside 64
/// bits.
Result<std::int64_t> mul_div_half_up(std::int64_t a, std::int64_t b, std::int64_t d);
/// floor(a x b / d) in 128 bits, for cumulative allocation. d > 0. Error `amount-too-large` outside 64 bits.
Result<std::int64_t> mul_div_floor(std::int64_t a, std::int64_t b, std::int64_t d);

/// "12.50" for 1250, "-0.05" for -5: yuan with two decimals, no thousands separators.
std::string yuan_text(Fen amount);
/// Reads "12", "12.5", "12.50", "0.05"; at most two decimals, no sign, no blanks. Error `bad-amount`.
Result<Fen> parse_yuan(std::string_view text);

}  // namespace outpost
