#include "edge/app/payment_work.hpp"
#include "edge/core/tender.hpp"
#include "edge/store/payments.hpp"
#include "edge/store/sale.hpp"

namespace outpost::app {
namespace {

Payment cash_payment(Tx& tx, const Actor& actor, const Id& order, const core::CashPlan& plan) {
  Payment p;
  p.id = tx.ids.next();
  p.order_id = order;
  p.tender = data::Tender::cash;
  p.amount_fen = plan.amount_fen, p.tendered_fen = plan.tendered_fen, p.change_fen = plan.change_fen;
  p.rounding_fen = plan.rounding_fen;
  p.state = data::PaymentState::approved;
  p.phase = "final";
  p.station = actor.station, p.person = actor.person;
  p.created_us = tx.now_us, p.decided_us = tx.now_us;
  return p;
}

}  // namespace

Result<Payment> plan_cash_payment(Tx& tx, const Actor& actor, const Order& order,
                                  const CashRequest& request) {
  OUTPOST_TRY(const auto plan, core::plan_cash(rest_of(order), request.amount_fen, request.tendered_fen,
                                               tx.settings.cash_rounding_fen));
  return cash_payment(tx, actor, order.id, plan);
}

Result<void> take_cash(Tx& tx, Order& order, const Payment& payment, ByteView call_digest) {
  order.payments.push_back(payment);
  store::insert_last_payment(tx.db, order, call_digest);
  if (payment.amount_fen.v)
    store::append_cash_l(tx.db, payment.station, payment.id, payment.amount_fen, tx.now_us);
  return take_off(tx, order, payment);
}

Result<PaymentResult> pay_cash(Tx& tx, const Actor& actor, const Id& id, const CashRequest& request,
                               const CallKey& key) {
  if (actor.role == Role::kiosk)
    return fail(Code::denied, "cash-at-till", "Cash is taken at the till: show the pick-up code there.");
  const auto digest = key.digest();
  OUTPOST_TRY(auto before, paid_before(tx, digest, id));
  if (before) return std::move(*before);
  OUTPOST_TRY(auto order, payable_order(tx, actor, id, data::Tender::cash));
  OUTPOST_TRY(auto payment, plan_cash_payment(tx, actor, order, request));
  OUTPOST_CHECK(take_cash(tx, order, payment, digest));
  return PaymentResult{std::move(payment), std::move(order)};
}

}  // namespace outpost::app
