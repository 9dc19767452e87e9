#include "edge/base/money.hpp"

#include <limits>

namespace outpost {
namespace {

__extension__ typedef __int128 Wide;

Result<std::int64_t> narrow(Wide v) {
  if (v > std::numeric_limits<std::int64_t>::max() || v < std::numeric_limits<std::int64_t>::min())
    return fail(Code::refused, "amount-too-large", "This amount is larger than the till can carry.");
  return static_cast<std::int64_t>(v);
}

}  // namespace

Result<std::int64_t> mul_div_half_up(std::int64_t a, std::int64_t b, std::int64_t d) {
  const Wide p = static_cast<Wide>(a) * b;
  const Wide magnitude = p < 0 ? -p : p;
  const Wide rounded =
      (magnitude + d / 2) / d;  // d even: exact half rounds up; d odd: there is no exact half
  return narrow(p < 0 ? -rounded : rounded);
}

Result<std::int64_t> mul_div_floor(std::int64_t a, std::int64_t b, std::int64_t d) {
  const Wide p = static_cast<Wide>(a) * b;
  Wide q = p / d;
  if (p % d != 0 && p < 0) --q;
  return narrow(q);
}

std::string yuan_text(Fen amount) {
  const bool negative = amount.v < 0;
  const auto m = negative ? 0 - static_cast<std::uint64_t>(amount.v) : static_cast<std::uint64_t>(amount.v);
  const auto cents = m % 100;
  return (negative ? "-" : "") + std::to_string(m / 100) + (cents < 10 ? ".0" : ".") + std::to_string(cents);
}

Result<Fen> parse_yuan(std::string_view text) {
  const auto bad = [] {
    return fail(Code::invalid, "bad-amount",
                "Write an amount in yuan with at most two decimals, as in 12.50.");
  };
  std::int64_t fen = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    fen = fen * 10 + (text[i] - '0');
    if (fen > max_amount_fen.v / 100) return bad();
  }
  if (i == 0) return bad();
  fen *= 100;
  if (i == text.size()) return Fen{fen};
  const std::string_view rest = text.substr(i + 1);
  if (text[i] != '.' || rest.empty() || rest.size() > 2) return bad();
  for (const char c : rest)
    if (c < '0' || c > '9') return bad();
  return Fen{fen + (rest[0] - '0') * 10 + (rest.size() == 2 ? rest[1] - '0' : 0)};
}

}  // namespace outpost
