// Money in. Whatever makes an order paid does all of it in one transaction: payment, ledgers, stock moves,
// receipt number, business date and the `order.paid` event.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/idempotency.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

struct CashRequest {
  Fen amount_fen;                   ///< how much of the order; above the rest it is cash handed over
  std::optional<Fen> tendered_fen;  ///< what the customer gave; amount_fen when left out
};

/// Takes cash, also as a part payment. Errors: `cash-at-till` (denied) for a kiosk; `unknown-order`;
/// `order-paid`, `order-cancelled`, `payment-in-progress` (conflict); `bad-amount`, `tendered-too-little`
/// (refused).
Result<PaymentResult> pay_cash(Tx& tx, const Actor& actor, const Id& order, const CashRequest& request,
                               const CallKey& key);

struct CodeRequest {
  Fen amount_fen;
  std::string provider;  ///< whom the code belongs to: wechat, alipay; the code itself is never stored
};

/// First half of a code payment: a durable attempt, `pending`, phase `charging`. Its id is the trade number
/// at the provider. After this has committed, and only when `fresh`, the charge may be sent, once. The same
/// key again gives the same attempt with fresh = false. Errors as pay_cash, and `payment-too-much` (refused),
/// `code-payment-off` (refused: no provider), `payment-in-progress` (conflict: another attempt is undecided).
struct CodeBegun {
  PaymentResult result;
  bool fresh = false;
};
Result<CodeBegun> begin_code_payment(Tx& tx, const Actor& actor, const Id& order, const CodeRequest& request,
                                     const CallKey& key);

/// What the resolver knows about an attempt. `phase` is its own word; "final": nothing is left to do.
struct AttemptOutcome {
  data::PaymentState state = data::PaymentState::pending;
  std::string phase;
  std::string reason;
  std::string provider_trade;
};
struct Settled {
  PaymentResult result;
  bool paid_now = false;  ///< this call made the order paid
  bool unusable = false;  ///< approved, but the order cannot take it: nothing was saved, give it back
};
/// Saves what became of an attempt; idempotent. `approved` does the paying transaction when the order is
/// covered by it. States only go forward: a decided attempt keeps its state (`reversed` may follow `unknown`,
/// and a later phase may be saved). Error `unknown-payment` (not found). Sends `order` events.
Result<Settled> settle_attempt(Tx& tx, const Id& attempt, const AttemptOutcome& outcome);

/// Code payments whose phase is not final, oldest first: what a restart resumes. Also by Tx::db.
std::vector<Payment> open_attempts(sqlite::Db& db);

/// `unknown-payment` (not found).
Result<PaymentResult> get_payment(sqlite::Db& db, const Actor& actor, const Id& order, const Id& payment,
                                  const Settings& settings);

}  // namespace outpost::app
