// From a cart to a frozen price.
#include "edge/app/cart_work.hpp"
#include "edge/app/events.hpp"
#include "edge/core/price.hpp"
#include "edge/store/carts.hpp"
#include "edge/store/catalogue.hpp"

namespace outpost::app {
namespace {

Error not_for_sale(const CartLine& line) {
  return fail(Code::refused, "not-for-sale",
              "\"" + line.name + "\" is not sold any more: take it out of the cart.");
}

bool same_terms(const CartLine& l, const Product& p) {
  return l.unit_price_fen == p.price_fen && l.tax_rate_bp == p.tax_rate_bp && l.tax_kind == p.tax_kind &&
         l.tax_code == p.tax_code;
}

/// Brings every line to the book as it is now. True when something changed.
Result<bool> reprice(Tx& tx, Cart& cart) {
  bool any = false;
  for (auto& line : cart.lines) {
    const auto product = store::product_by_sku(tx.db, line.sku, tx.price_us);
    if (!product || product->unit != line.unit) return not_for_sale(line);
    if (same_terms(line, *product)) continue;
    any = true;
    line.unit_price_fen = product->price_fen;
    line.tax_rate_bp = product->tax_rate_bp, line.tax_code = product->tax_code,
    line.tax_kind = product->tax_kind;
    OUTPOST_TRY(const Fen gross, core::line_gross(line.unit_price_fen, line.quantity_milli));
    OUTPOST_TRY(cart.total_fen, core::bounded_sum(cart.total_fen - line.amount_fen, gross));
    line.amount_fen = gross;
    store::update_cart_line(tx.db, line);
  }
  return any;
}

}  // namespace

Result<Quote> make_quote(Tx& tx, const Actor& actor, const Id& id) {
  OUTPOST_TRY(auto cart, get_cart(tx.db, actor, id));
  if (cart.state != data::CartState::open && cart.state != data::CartState::quoted)
    return fail(Code::conflict, "cart-closed", "This cart is closed: start a new one.");
  if (cart.lines.empty()) return fail(Code::refused, "empty-cart", "The cart is empty.");
  OUTPOST_TRY(const bool repriced, reprice(tx, cart));
  if (repriced) ++cart.version;
  auto quote = freeze(tx, cart);
  store::update_cart(tx.db, cart);
  store::insert_quote(tx.db, quote);
  tell_cart(tx, cart);
  quote.lines = std::move(cart.lines);
  return quote;
}

}  // namespace outpost::app
