// GS1 element strings: what GS1-128, GS1 DataMatrix and GS1 QR codes carry (GS1 General Specifications,
// section 3), and what a Digital Link says in its path and query.
#pragma once

#include "edge/base/money.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outpost::core {

enum class Gs1End {
  ok,
  malformed,    ///< a field too short, too long, of wrong characters, or two that contradict each other
  wrong_check,  ///< the check digit of a trade item number is wrong
};

/// Dates are yyyymmdd, 0 when the label has none.
struct Gs1Elements {
  std::string number;  ///< AI 01 in the normal form of canonical_gtin; "" when there is none
  std::string lot, serial;
  int made = 0, packed = 0, best_before = 0, sell_by = 0, expires = 0;
  std::optional<std::int64_t> weight_g;  ///< AI 310n, half a gram rounded up
  std::optional<Fen> price_fen;          ///< AI 392n, and AI 393n in the store's currency
  bool other_price = false;              ///< a price that is no whole number of fen, or another currency's
  std::optional<std::int64_t> count;     ///< AI 37: pieces in a logistic unit
  /// Every AI and its value, once, in the order of the label.
  std::vector<std::pair<std::string, std::string>> all;
};

/// One element. `today` (yyyymmdd) chooses the century of a two-digit year by the rule of GS1.
Gs1End take_element(Gs1Elements& out, std::string_view ai, std::string_view value, int today);

/// A whole element string without its symbology prefix. Fields of the lengths that GS1 fixes need no
/// separator; any other ends at FNC1 (sent as GS, 0x1D) or at the end. Unknown AIs are kept and not judged.
Gs1End parse_elements(std::string_view text, int today, Gs1Elements& out);

/// True when every AI of the text is one that this table knows by itself. For texts that nothing but their
/// form calls GS1.
bool only_known_elements(const Gs1Elements& elements);

}  // namespace outpost::core
