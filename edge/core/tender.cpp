#include "edge/core/tender.hpp"

#include <algorithm>

namespace outpost::core {
namespace {

Result<void> check_amount(Fen amount) {
  if (amount.v < 0 || amount > max_amount_fen)
    return fail(Code::refused, "bad-amount", "The amount must be between 0 and ten billion yuan.");
  return {};
}

Error nothing_paid() { return fail(Code::refused, "bad-amount", "A payment of nothing pays nothing."); }

}  // namespace

Fen cash_due(Fen rest_fen, Fen round_to_fen) {
  const auto unit = round_to_fen.v;
  if (unit <= 1) return rest_fen;
  return Fen{(rest_fen.v + unit / 2) / unit * unit};
}

Result<CashPlan> plan_cash(Fen rest_fen, Fen asked_fen, std::optional<Fen> handed_fen, Fen round_to_fen) {
  OUTPOST_CHECK(check_amount(asked_fen));
  const Fen handed = handed_fen.value_or(asked_fen);
  OUTPOST_CHECK(check_amount(handed));
  const Fen due = cash_due(rest_fen, round_to_fen);
  if (asked_fen.v == 0 && due.v != 0) return nothing_paid();
  const bool whole = asked_fen >= std::min(rest_fen, due);
  const Fen wanted = whole ? due : asked_fen;
  // Rounded up, but the exact rest is on the counter: that is enough.
  const Fen taken = whole && handed < due && handed >= rest_fen ? rest_fen : wanted;
  if (handed < taken)
    return fail(Code::refused, "tendered-too-little",
                "The customer gave " + yuan_text(handed) + ", which is less than " + yuan_text(taken) + ".");
  return CashPlan{taken, handed, handed - taken, whole ? rest_fen - taken : Fen{}, whole};
}

Result<void> check_code_amount(Fen rest_fen, Fen asked_fen) {
  OUTPOST_CHECK(check_amount(asked_fen));
  if (asked_fen.v == 0) return nothing_paid();
  if (asked_fen > rest_fen)
    return fail(Code::refused, "payment-too-much",
                "Only " + yuan_text(rest_fen) + " is still to be paid; a code cannot pay more than that.");
  return {};
}

}  // namespace outpost::core
