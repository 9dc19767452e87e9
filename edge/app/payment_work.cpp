#include "edge/app/payment_work.hpp"

#include "edge/app/events.hpp"
#include "edge/contract/sync/event.hpp"
#include "edge/core/order_states.hpp"
#include "edge/store/orders.hpp"
#include "edge/store/payments.hpp"
#include "edge/store/sale.hpp"

#include <algorithm>

namespace outpost::app {

namespace {

// Codes that are refused again and again must leave room for the cash that ends it.
constexpr std::size_t most_before_code = wire::max_order_payments / 2;
constexpr std::size_t most_before_cash = wire::max_order_payments - 1;

}  // namespace

Result<Order> payable_order(Tx& tx, const Actor& actor, const Id& id, data::Tender tender) {
  OUTPOST_TRY(auto order, load_order(tx.db, actor, id, tx.settings));
  OUTPOST_CHECK(core::check_payable(order.state));
  if (order.payments.size() >= (tender == data::Tender::code ? most_before_code : most_before_cash))
    return fail(Code::conflict, "too-many-payments",
                "This order was paid in too many parts or tries: take the rest in cash at the till.");
  const bool pending = std::any_of(order.payments.begin(), order.payments.end(),
                                   [](const Payment& p) { return p.state == data::PaymentState::pending; });
  if (pending)
    return fail(Code::conflict, "payment-in-progress", "A payment of this order is not decided yet.");
  return order;
}

Result<std::optional<PaymentResult>> paid_before(Tx& tx, ByteView digest, const Id& order) {
  if (digest.empty()) return std::optional<PaymentResult>();
  const auto key = store::payment_of_call(tx.db, digest);
  if (!key) return std::optional<PaymentResult>();
  if (key->order_id != order)
    return fail(Code::conflict, "idempotency-mismatch",
                "This Idempotency-Key paid another order: take a new one.");
  auto shape = order_shape(tx.db, *store::find_order(tx.db, order), tx.settings);
  const auto payment = std::find_if(shape.payments.begin(), shape.payments.end(),
                                    [&](const Payment& p) { return p.id == key->id; });
  return std::optional(PaymentResult{*payment, shape});
}

Result<void> take_off(Tx& tx, Order& order, const Payment& payment) {
  order.paid_fen += payment.amount_fen;
  order.cash_rounding_fen += payment.rounding_fen;
  if (payment.amount_fen.v)
    store::append_pay_l(tx.db, order.id, payment.id, data::name_of(payment.tender), payment.amount_fen,
                        tx.now_us);
  if (payment.rounding_fen.v)
    store::append_pay_l(tx.db, order.id, payment.id, "rounding", payment.rounding_fen, tx.now_us);
  if (rest_of(order).v == 0) return finish_order(tx, order);
  store::update_order(tx.db, order);
  tell_order(tx, "payment", order);
  return {};
}

}  // namespace outpost::app
