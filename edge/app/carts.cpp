#include "edge/app/carts.hpp"

#include "edge/app/cart_work.hpp"
#include "edge/app/code_goods.hpp"
#include "edge/app/events.hpp"
#include "edge/app/members.hpp"
#include "edge/core/cart_rules.hpp"
#include "edge/core/price.hpp"
#include "edge/store/carts.hpp"
#include "edge/store/orders.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

Error unknown_cart() {
  return fail(Code::not_found, "unknown-cart", "There is no such cart at this station.");
}

Result<Cart> load(sqlite::Db& db, const Actor& actor, const Id& id) {
  auto row = store::find_cart(db, id);
  if (!row || !sees_station(actor, row->station)) return unknown_cart();
  return Cart{std::move(*row)};
}

Result<Cart> load_to_change(Tx& tx, const Actor& actor, const Id& id) {
  OUTPOST_TRY(auto cart, load(tx.db, actor, id));
  if (cart.state == data::CartState::open || cart.state == data::CartState::quoted) return cart;
  return fail(Code::conflict, "cart-closed", "This cart is closed: start a new one.");
}

Result<Cart> changed(Tx& tx, Cart cart) {
  touch(cart);
  store::update_cart(tx.db, cart);
  tell_cart(tx, cart);
  return cart;
}

Result<Cart> with_line(Tx& tx, Cart cart, const Asked& asked) {
  OUTPOST_TRY(const auto placed, place(tx, cart, asked.product, asked.request));
  if (placed.added)
    store::insert_last_line(tx.db, cart);
  else
    store::update_cart_line(tx.db, cart.lines[placed.index]);
  return changed(tx, std::move(cart));
}

/// Who showed a code for an order of this station that was taken back: shopping goes on with its goods.
std::optional<std::string> member_of_cancelled(Tx& tx, const Actor& actor, const Id& id) {
  const auto order = store::find_order(tx.db, id);
  const bool own = order && order->station == actor.station && order->state == data::OrderState::cancelled;
  return own ? order->member_id : std::nullopt;
}

Result<std::vector<CartLine>::iterator> find_line(Cart& cart, const Id& line) {
  const auto at =
      std::find_if(cart.lines.begin(), cart.lines.end(), [&](const CartLine& l) { return l.id == line; });
  if (at == cart.lines.end()) return fail(Code::not_found, "unknown-line", "This line is not in the cart.");
  return at;
}

}  // namespace

Result<Cart> open_cart(Tx& tx, const Actor& actor, const std::optional<Id>& after) {
  if (auto row = store::find_open_cart(tx.db, actor.station)) return Cart{std::move(*row)};
  auto cart = new_cart(tx, actor.station);
  if (after) cart.member_id = member_of_cancelled(tx, actor, *after);
  store::insert_cart(tx.db, cart);
  tell_cart(tx, cart);
  return cart;
}

Result<Cart> current_cart(sqlite::Db& db, const Actor& actor) {
  if (auto row = store::find_open_cart(db, actor.station)) return Cart{std::move(*row)};
  return fail(Code::not_found, "no-cart", "This station has no open cart.");
}

Result<Cart> get_cart(sqlite::Db& db, const Actor& actor, const Id& cart) { return load(db, actor, cart); }

Result<Cart> abandon_cart(Tx& tx, const Actor& actor, const Id& id) {
  OUTPOST_TRY(auto cart, load(tx.db, actor, id));
  if (cart.state == data::CartState::abandoned) return cart;
  if (cart.state == data::CartState::ordered)
    return fail(Code::conflict, "cart-closed", "This cart is an order already: cancel the order instead.");
  ++cart.version;
  cart.state = data::CartState::abandoned;
  store::update_cart(tx.db, cart);
  tell_cart(tx, cart);
  return cart;
}

Result<Cart> add_line(Tx& tx, const Actor& actor, const Id& id, const LineRequest& request) {
  OUTPOST_TRY(auto cart, load_to_change(tx, actor, id));
  if (const auto shown = core::member_text(request.code, request.symbology)) {
    OUTPOST_TRY(cart.member_id, verified_member(tx, *shown));
    return changed(tx, std::move(cart));
  }
  OUTPOST_TRY(const auto asked, asked_for(books(tx), request));
  return with_line(tx, std::move(cart), asked);
}

Result<Cart> add_asked(Tx& tx, const Actor& actor, const Id& id, const Asked& asked) {
  OUTPOST_TRY(auto cart, load_to_change(tx, actor, id));
  return with_line(tx, std::move(cart), asked);
}

Result<Cart> set_member(Tx& tx, const Actor& actor, const Id& id, const std::string& member) {
  OUTPOST_TRY(auto cart, load_to_change(tx, actor, id));
  cart.member_id = member;
  return changed(tx, std::move(cart));
}

Result<Cart> set_quantity(Tx& tx, const Actor& actor, const Id& id, const Id& line_id,
                          std::int64_t quantity_milli) {
  OUTPOST_TRY(auto cart, load_to_change(tx, actor, id));
  OUTPOST_TRY(const auto line, find_line(cart, line_id));
  OUTPOST_CHECK(core::check_quantity(line->unit, quantity_milli));
  OUTPOST_TRY(const Fen gross, core::line_gross(line->unit_price_fen, quantity_milli));
  OUTPOST_TRY(cart.total_fen, core::bounded_sum(cart.total_fen - line->amount_fen, gross));
  line->quantity_milli = quantity_milli;
  line->amount_fen = gross;
  store::update_cart_line(tx.db, *line);
  return changed(tx, std::move(cart));
}

Result<Cart> remove_line(Tx& tx, const Actor& actor, const Id& id, const Id& line_id) {
  OUTPOST_TRY(auto cart, load_to_change(tx, actor, id));
  OUTPOST_TRY(const auto line, find_line(cart, line_id));
  cart.total_fen -= line->amount_fen;
  store::delete_cart_line(tx.db, *line);
  cart.lines.erase(line);
  return changed(tx, std::move(cart));
}

}  // namespace outpost::app
