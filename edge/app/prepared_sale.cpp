#include "edge/app/prepared_sale.hpp"

#include "edge/app/cart_work.hpp"
#include "edge/app/code_goods.hpp"
#include "edge/app/payment_work.hpp"
#include "edge/store/carts.hpp"
#include "edge/store/orders.hpp"

namespace outpost::app {
namespace {

Result<Cart> filled_cart(Tx& tx, const Actor& actor, const std::vector<LineRequest>& lines) {
  if (lines.empty()) return fail(Code::refused, "empty-cart", "The cart is empty.");
  auto cart = new_cart(tx, actor.station);
  for (const auto& request : lines) {
    OUTPOST_TRY(const auto asked, asked_for(books(tx), request));
    OUTPOST_CHECK(place(tx, cart, asked.product, asked.request));
    touch(cart);
  }
  return cart;
}

/// Saves the cart as ordered, with its quote.
void save(Tx& tx, Cart& cart, const Quote& quote, const Id& order) {
  cart.state = data::CartState::ordered;
  cart.order_id = order;
  ++cart.version;
  store::insert_cart(tx.db, cart);
  store::insert_quote(tx.db, quote);
}

}  // namespace

Result<PaymentResult> sell_prepared(Tx& tx, const Actor& actor, const PreparedSale& sale) {
  if (tx.nearly_full)
    return fail(Code::unavailable, "store-full",
                "The disk of the store is nearly full: no new orders can be taken.");
  OUTPOST_TRY(auto cart, filled_cart(tx, actor, sale.lines));
  const auto quote = freeze(tx, cart);
  OUTPOST_TRY(auto order, order_from(tx, actor, quote, cart));
  OUTPOST_TRY(auto payment, plan_cash_payment(tx, actor, order, {order.total_fen, sale.tendered_fen}));
  save(tx, cart, quote, order.id);
  store::insert_order(tx.db, order, sale.order_key.digest());
  OUTPOST_CHECK(take_cash(tx, order, payment, sale.payment_key.digest()));
  return PaymentResult{std::move(payment), std::move(order)};
}

}  // namespace outpost::app
