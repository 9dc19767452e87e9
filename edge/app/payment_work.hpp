// Steps that cash and code payments share. Writer thread.
#pragma once

#include "edge/app/order_work.hpp"
#include "edge/app/payments.hpp"

namespace outpost::app {

/// The order, where the tender may be taken for it now; errors of pay_cash, `too-many-payments` (conflict).
Result<Order> payable_order(Tx& tx, const Actor& actor, const Id& order, data::Tender tender);

/// The result of the payment that this key made before, if it did; `idempotency-mismatch` for another order.
Result<std::optional<PaymentResult>> paid_before(Tx& tx, ByteView digest, const Id& order);

/// An approved payment takes its amount off the order: sums, payment ledger, and all that paying the whole
/// does. The payment must be saved and be the order's last.
Result<void> take_off(Tx& tx, Order& order, const Payment& payment);

/// A cash payment of the order by the rules of tenders, not saved; errors `bad-amount`,
/// `tendered-too-little`.
Result<Payment> plan_cash_payment(Tx& tx, const Actor& actor, const Order& order, const CashRequest& request);
/// Saves it, moves the drawer, and takes it off the order.
Result<void> take_cash(Tx& tx, Order& order, const Payment& payment, ByteView call_digest);

}  // namespace outpost::app
