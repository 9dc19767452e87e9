#include "edge/app/order_work.hpp"

#include "edge/app/alarms.hpp"
#include "edge/app/events.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/core/business_date.hpp"
#include "edge/core/numbers.hpp"
#include "edge/core/order_states.hpp"
#include "edge/core/tax.hpp"
#include "edge/store/orders.hpp"
#include "edge/store/outbox.hpp"
#include "edge/store/sale.hpp"

#include <cstring>

namespace outpost::app {
namespace {

constexpr int pickup_tries =
    64;  // among a million codes with a few hundred in use, one try is nearly always enough

Result<std::string> free_pickup_code(Tx& tx) {
  for (int i = 0; i < pickup_tries; ++i) {
    std::array<std::uint8_t, 8> bytes{};
    tx.random.fill(bytes);
    std::uint64_t n = 0;
    std::memcpy(&n, bytes.data(), bytes.size());
    auto code = core::pickup_code(n);
    if (!store::pickup_code_in_use(tx.db, code)) return code;
  }
  return fail(Code::unavailable, "too-many-open-orders",
              "Too many orders wait for payment: settle or cancel some.");
}

/// {"order":{...},"tax":[{...}],"cashier":...}
std::string event_body(const Order& order, std::string_view order_json) {
  std::map<std::pair<int, data::TaxKind>, core::TaxPart> taxes;
  for (const auto& l : order.lines) {
    auto& sum = taxes[{l.tax_rate_bp, l.tax_kind}];
    sum.net_fen += l.net_fen, sum.tax_fen += l.tax_fen;
  }
  JsonOut j;
  j.open('{').key("order").json(order_json).key("tax").open('[');
  for (const auto& [rate, sum] : taxes) {
    j.open('{').field("rate_bp", rate.first).word("kind", data::name_of(rate.second));
    j.field("net_fen", sum.net_fen).field("tax_fen", sum.tax_fen).close('}');
  }
  const auto& last = order.payments.back();
  j.close(']').field("cashier", last.person).field("paid_at_station", last.station).close('}');
  return j.take();
}

}  // namespace

Order order_shape(sqlite::Db& db, store::OrderRow row, const Settings& settings) {
  Order order{std::move(row), "", SyncState::local, settings.cash_rounding_fen};
  if (order.series && order.receipt_number)
    order.receipt_no = core::receipt_no(settings.store_id, *order.series, *order.receipt_number);
  if (order.series && order.event_seq) order.sync = store::sync_state(db, *order.series, *order.event_seq);
  return order;
}

Result<Order> load_order(sqlite::Db& db, const Actor& actor, const Id& id, const Settings& settings) {
  auto row = store::find_order(db, id);
  if (!row || (actor.role == Role::kiosk && row->station != actor.station))
    return fail(Code::not_found, "unknown-order", "There is no such order.");
  return order_shape(db, std::move(*row), settings);
}

Result<Order> order_from(Tx& tx, const Actor& actor, const Quote& quote, const Cart& cart) {
  Order o;
  o.id = tx.ids.next();
  o.cart_id = cart.id, o.quote_id = quote.id, o.station = cart.station, o.person = actor.person;
  o.discount_fen = quote.discount_fen, o.total_fen = quote.total_fen;
  o.created_us = tx.now_us;
  o.member_id = cart.member_id;
  o.cash_unit_fen = tx.settings.cash_rounding_fen;
  OUTPOST_TRY(o.pickup_code, free_pickup_code(tx));
  core::TaxSplitter splitter;
  o.lines.reserve(cart.lines.size());
  for (const auto& line : cart.lines) {
    OUTPOST_TRY(const auto part, splitter.split(line.amount_fen, line.tax_rate_bp, line.tax_kind));
    o.lines.push_back({line, part.net_fen, part.tax_fen});
  }
  return o;
}

Fen rest_of(const Order& order) { return order.total_fen - order.paid_fen - order.cash_rounding_fen; }

Result<void> finish_order(Tx& tx, Order& order) {
  if (rest_of(order).v != 0 || order.payments.empty())
    return broken_invariant("order " + order.id.text() + " would be paid without being covered exactly");
  OUTPOST_TRY(order.state, core::next_state(order.state, core::OrderEvent::covered));
  auto counters = store::sale_counters(tx.db);
  order.paid_us = tx.now_us;
  order.business_date = counters.last_business_date = core::business_date(
      tx.now_us, tx.settings.zone, tx.settings.day_start_min, counters.last_business_date);
  order.series = counters.series;
  order.receipt_number = counters.next_receipt++;
  order.receipt_no = core::receipt_no(tx.settings.store_id, *order.series, *order.receipt_number);
  order.event_seq = counters.next_seq;
  const auto json = to_json(static_cast<const Order&>(order));
  store::append_event(tx.db, counters, "order.paid", 1, tx.now_us, event_body(order, json), order.id);
  store::update_order(tx.db, order);
  store::insert_receipt(tx.db, order);
  store::append_stock_l(tx.db, order, tx.now_us);
  tell_order(tx, "paid", order, json);
  return {};
}

}  // namespace outpost::app
