// Payments of orders; an attempt at a code payment is a payment from its first moment.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

std::vector<PaymentRow> payments_of(sqlite::Db& db, const OrderRow& order);
/// By id alone: code payments only.
std::optional<PaymentRow> find_code_payment(sqlite::Db& db, const Id& payment);
struct PaymentKey {
  Id order_id, id;
};
std::optional<PaymentKey> payment_of_call(sqlite::Db& db, ByteView call_digest);

/// Saves the last of the order's payments, which is new.
void insert_last_payment(sqlite::Db& db, OrderRow& order, ByteView call_digest);
/// State, phase, reason, provider's number and time of decision.
void update_payment(sqlite::Db& db, const PaymentRow& payment);
/// Code payments whose phase is not final, oldest first.
std::vector<PaymentRow> unsettled_payments(sqlite::Db& db);

}  // namespace outpost::store
