// What a tender takes off an order, what change it gives, and how cash is rounded.
#pragma once

#include "edge/base/money.hpp"

#include <optional>

namespace outpost::core {

struct CashPlan {
  Fen amount_fen;  ///< taken off the order and kept in the drawer: tendered - change
  Fen tendered_fen;
  Fen change_fen;
  Fen rounding_fen;  ///< taken off the order without money (negative: rounded up)
  bool covers = false;
};

/// `rest_fen` is what the order still needs (>= 0), `asked_fen` how much of it to pay now, `handed_fen` the
/// money on the counter (asked when left out). Cash above the rest gives change; below it is a part payment,
/// unrounded. Only what covers the whole rest is rounded, to multiples of `round_to_fen` half up; somebody
/// who hands over the exact unrounded rest has paid. Errors: `bad-amount` (refused: negative, zero where
/// something is owed, over max_amount_fen), `tendered-too-little` (refused).
Result<CashPlan> plan_cash(Fen rest_fen, Fen asked_fen, std::optional<Fen> handed_fen, Fen round_to_fen);

/// What must be on the counter to pay the whole of `rest_fen` (>= 0) in cash: the rest, rounded as plan_cash
/// rounds it.
Fen cash_due(Fen rest_fen, Fen round_to_fen);

/// A code takes exactly what it is asked for: `bad-amount`, `payment-too-much` (refused) above the rest.
Result<void> check_code_amount(Fen rest_fen, Fen asked_fen);

}  // namespace outpost::core
