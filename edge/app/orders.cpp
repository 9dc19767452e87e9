#include "edge/app/orders.hpp"

#include "edge/app/cart_work.hpp"
#include "edge/app/events.hpp"
#include "edge/app/order_work.hpp"
#include "edge/core/order_states.hpp"
#include "edge/store/carts.hpp"
#include "edge/store/orders.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

Result<Quote> usable_quote(Tx& tx, const Actor& actor, const Id& id) {
  auto row = store::find_quote(tx.db, id);
  if (!row) return fail(Code::not_found, "unknown-quote", "There is no such quote.");
  OUTPOST_TRY(auto cart, get_cart(tx.db, actor, row->cart_id));
  if (cart.state == data::CartState::ordered || cart.state == data::CartState::abandoned)
    return fail(Code::conflict, "cart-closed", "This cart is closed: start a new one.");
  if (cart.state != data::CartState::quoted || cart.version != row->cart_version)
    return fail(Code::conflict, "quote-stale", "The cart was changed after this quote: ask for a new one.");
  if (row->expires_us <= tx.now_us)
    return fail(Code::conflict, "quote-expired", "This quote is too old: ask for a new one.");
  Quote quote{std::move(*row), std::move(cart.lines)};
  return quote;
}

/// The order that this key made before, if it did.
Result<std::optional<Order>> made_before(Tx& tx, ByteView digest, const Id& quote) {
  if (digest.empty()) return std::optional<Order>();
  const auto id = store::order_of_call(tx.db, digest);
  if (!id) return std::optional<Order>();
  auto row = store::find_order(tx.db, *id);
  if (!row || row->quote_id != quote)
    return fail(Code::conflict, "idempotency-mismatch",
                "This Idempotency-Key made another order: take a new one.");
  return std::optional(order_shape(tx.db, std::move(*row), tx.settings));
}

}  // namespace

Result<Order> create_order(Tx& tx, const Actor& actor, const Id& quote_id, const CallKey& key) {
  const auto digest = key.digest();
  OUTPOST_TRY(auto before, made_before(tx, digest, quote_id));
  if (before) return std::move(*before);
  if (tx.nearly_full)
    return fail(Code::unavailable, "store-full",
                "The disk of the store is nearly full: open orders can be paid, new ones cannot be taken.");
  OUTPOST_TRY(auto quote, usable_quote(tx, actor, quote_id));
  auto row = store::find_cart(tx.db, quote.cart_id);
  Cart cart{std::move(*row)};
  OUTPOST_TRY(auto order, order_from(tx, actor, quote, cart));
  store::insert_order(tx.db, order, digest);
  cart.state = data::CartState::ordered;
  ++cart.version;
  cart.order_id = order.id;
  store::update_cart(tx.db, cart);
  tell_cart(tx, cart);
  tell_order(tx, "created", order);
  return order;
}

Result<Order> get_order(sqlite::Db& db, const Actor& actor, const Id& order, const Settings& settings) {
  return load_order(db, actor, order, settings);
}

Result<Order> cancel_order(Tx& tx, const Actor& actor, const Id& id) {
  OUTPOST_TRY(auto order, load_order(tx.db, actor, id, tx.settings));
  if (order.state == data::OrderState::cancelled) return order;
  OUTPOST_TRY(const auto next, core::next_state(order.state, core::OrderEvent::cancel));
  for (const auto& p : order.payments) {
    if (p.state == data::PaymentState::approved)
      return fail(Code::conflict, "order-part-paid", "A part of the order is paid: it cannot be cancelled.");
    if (p.state == data::PaymentState::pending || p.state == data::PaymentState::unknown)
      return fail(Code::conflict, "payment-in-progress", "A payment of this order is not decided yet.");
  }
  order.state = next;
  store::update_order(tx.db, order);
  tell_order(tx, "cancelled", order);
  return order;
}

}  // namespace outpost::app
