// The store's half of code payments: a durable attempt first, and what became of it later.
#include "edge/app/events.hpp"
#include "edge/app/payment_work.hpp"
#include "edge/core/order_states.hpp"
#include "edge/core/tender.hpp"
#include "edge/store/orders.hpp"
#include "edge/store/payments.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

using data::PaymentState;

bool undecided(PaymentState state) {
  return state == PaymentState::pending || state == PaymentState::unknown;
}

Payment attempt_of(Tx& tx, const Actor& actor, const Id& order, const CodeRequest& request) {
  Payment p;
  p.id = tx.ids.next();
  p.order_id = order;
  p.tender = data::Tender::code;
  p.amount_fen = request.amount_fen, p.tendered_fen = request.amount_fen;
  p.state = PaymentState::pending;
  p.provider = request.provider;
  p.phase = "charging";
  p.station = actor.station, p.person = actor.person;
  p.created_us = tx.now_us;
  return p;
}

/// The order's own state follows from its attempts while it is not paid.
Result<void> follow_attempts(Tx& tx, Order& order) {
  const bool unclear = std::any_of(order.payments.begin(), order.payments.end(),
                                   [](const Payment& p) { return p.state == PaymentState::unknown; });
  const auto event = unclear ? core::OrderEvent::payment_unclear : core::OrderEvent::payment_clear;
  OUTPOST_TRY(order.state, core::next_state(order.state, event));
  store::update_order(tx.db, order);
  tell_order(tx, "payment", order);
  return {};
}

bool can_take(const Order& order, const Payment& payment) {
  const bool waits =
      order.state == data::OrderState::awaiting_payment || order.state == data::OrderState::payment_unknown;
  return waits && payment.amount_fen <= rest_of(order);
}

Payment& payment_in(Order& order, const Id& id) {
  return *std::find_if(order.payments.begin(), order.payments.end(),
                       [&](const Payment& p) { return p.id == id; });
}

void note(Payment& payment, const AttemptOutcome& outcome, Micros now_us) {
  if (undecided(payment.state)) {
    payment.state = outcome.state;
    if (!undecided(outcome.state)) payment.decided_us = now_us;
  }
  payment.phase = outcome.phase;
  if (!outcome.reason.empty()) payment.reason = outcome.reason;
  if (!outcome.provider_trade.empty()) payment.provider_trade = outcome.provider_trade;
}

}  // namespace

Result<CodeBegun> begin_code_payment(Tx& tx, const Actor& actor, const Id& id, const CodeRequest& request,
                                     const CallKey& key) {
  const auto digest = key.digest();
  OUTPOST_TRY(auto before, paid_before(tx, digest, id));
  if (before) return CodeBegun{std::move(*before), false};
  if (!tx.settings.code_payments)
    return fail(Code::refused, "code-payment-off",
                "This store has no provider for code payments: pay at the till.");
  OUTPOST_TRY(auto order, payable_order(tx, actor, id, data::Tender::code));
  OUTPOST_CHECK(core::check_code_amount(rest_of(order), request.amount_fen));
  auto payment = attempt_of(tx, actor, order.id, request);
  order.payments.push_back(payment);
  store::insert_last_payment(tx.db, order, digest);
  tell_order(tx, "payment", order);
  return CodeBegun{{std::move(payment), std::move(order)}, true};
}

Result<Settled> settle_attempt(Tx& tx, const Id& attempt, const AttemptOutcome& outcome) {
  const auto found = store::find_code_payment(tx.db, attempt);
  if (!found) return fail(Code::not_found, "unknown-payment", "There is no such payment.");
  auto order = order_shape(tx.db, *store::find_order(tx.db, found->order_id), tx.settings);
  auto& payment = payment_in(order, attempt);
  const bool was_open = undecided(payment.state);
  const bool approves = was_open && outcome.state == PaymentState::approved;
  if (approves && !can_take(order, payment)) return Settled{{payment, order}, false, true};
  note(payment, outcome, tx.now_us);
  store::update_payment(tx.db, payment);
  const Payment saved = payment;
  if (approves) {
    // The payment that covers the order is told last, whatever was tried after it.
    std::erase_if(order.payments, [&](const Payment& p) { return p.id == attempt; });
    order.payments.push_back(saved);
    OUTPOST_CHECK(take_off(tx, order, saved));
    if (order.state != data::OrderState::paid) OUTPOST_CHECK(follow_attempts(tx, order));
  } else if (was_open && order.state != data::OrderState::paid &&
             order.state != data::OrderState::cancelled) {
    OUTPOST_CHECK(follow_attempts(tx, order));
  }
  const bool paid_now = approves && order.state == data::OrderState::paid;
  return Settled{{saved, std::move(order)}, paid_now, false};
}

std::vector<Payment> open_attempts(sqlite::Db& db) { return store::unsettled_payments(db); }

Result<PaymentResult> get_payment(sqlite::Db& db, const Actor& actor, const Id& order_id, const Id& payment,
                                  const Settings& settings) {
  OUTPOST_TRY(auto order, load_order(db, actor, order_id, settings));
  for (const auto& p : order.payments)
    if (p.id == payment) return PaymentResult{p, order};
  return fail(Code::not_found, "unknown-payment", "There is no such payment.");
}

}  // namespace outpost::app
