#include "edge/app/cart_work.hpp"

#include "edge/app/catalogue.hpp"
#include "edge/app/digest.hpp"
#include "edge/core/cart_rules.hpp"
#include "edge/core/price.hpp"
#include "edge/store/catalogue.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::app {
namespace {

Result<void> set_line_quantity(Cart& cart, CartLine& line, std::int64_t quantity_milli) {
  OUTPOST_TRY(const Fen gross, core::line_gross(line.unit_price_fen, quantity_milli));
  OUTPOST_TRY(const Fen total, core::bounded_sum(cart.total_fen - line.amount_fen, gross));
  line.quantity_milli = quantity_milli;
  line.amount_fen = gross;
  cart.total_fen = total;
  return {};
}

CartLine line_of(Tx& tx, const Product& p, const std::string& code) {
  CartLine l;
  l.id = tx.ids.next();
  l.sku = p.sku, l.name = p.name, l.name_en = p.name_en, l.code = code;
  l.unit = p.unit, l.unit_price_fen = p.price_fen;
  l.tax_rate_bp = p.tax_rate_bp, l.tax_code = p.tax_code, l.tax_kind = p.tax_kind;
  return l;
}

/// Pieces of one product are counted on one line; what is weighed is a line for each weighing.
auto same_line(Cart& cart, const Product& p) {
  return std::find_if(cart.lines.begin(), cart.lines.end(), [&](const CartLine& l) {
    return l.sku == p.sku && l.unit == data::Unit::piece && l.unit_price_fen == p.price_fen;
  });
}

}  // namespace

Cart new_cart(Tx& tx, const std::string& station) {
  Cart cart;
  cart.id = tx.ids.next();
  cart.station = station;
  cart.version = 1;
  cart.opened_us = tx.now_us;
  return cart;
}

Result<Product> requested_product(sqlite::Db& db, Micros price_us, const LineRequest& request) {
  if (request.code.empty() == request.sku.empty())
    return fail(Code::invalid, "bad-line", "Give either a code or a sku.");
  if (!request.code.empty()) {
    // The common way without the product's other codes; whatever is odd about the code is told by the slow
    // way.
    if (auto product = store::product_by_filed_code(db, store::filed_code(request.code), price_us))
      return *product;
    return product_by_code(db, request.code, price_us);
  }
  if (auto product = store::product_by_sku(db, request.sku, price_us)) return *product;
  return fail(Code::not_found, "unknown-code", "No product of this store has this number.");
}

Result<Placed> place(Tx& tx, Cart& cart, const Product& product, const LineRequest& request) {
  const auto quantity_milli = request.quantity_milli.value();  // asked_for has settled it
  if (const auto line = same_line(cart, product); line != cart.lines.end()) {
    OUTPOST_TRY(const auto sum, core::added_quantity(line->unit, line->quantity_milli, quantity_milli));
    OUTPOST_CHECK(set_line_quantity(cart, *line, sum));
    return Placed{static_cast<std::size_t>(line - cart.lines.begin()), false};
  }
  OUTPOST_CHECK(core::check_quantity(product.unit, quantity_milli));
  OUTPOST_CHECK(core::check_line_count(cart.lines.size()));
  auto line = line_of(tx, product, request.code);
  OUTPOST_CHECK(set_line_quantity(cart, line, quantity_milli));
  cart.lines.push_back(std::move(line));
  return Placed{cart.lines.size() - 1, true};
}

void touch(Cart& cart) {
  ++cart.version;
  cart.state = data::CartState::open;
}

Quote freeze(Tx& tx, Cart& cart) {
  cart.state = data::CartState::quoted;
  Quote q;
  q.id = tx.ids.next();
  q.cart_id = cart.id;
  q.cart_version = cart.version;
  q.expires_us = tx.now_us + tx.settings.quote_life_us;
  q.total_fen = cart.total_fen;
  q.book_version = store::live_version(tx.db);
  std::string inputs = fmt::format("{} {} {};", cart.id.hex(), cart.version, q.book_version);
  for (const auto& l : cart.lines) {
    q.discount_fen += l.discount_fen;
    fmt::format_to(std::back_inserter(inputs), "{} {} {} {} {} {};", l.sku, l.quantity_milli,
                   l.unit_price_fen.v, l.discount_fen.v, l.tax_rate_bp, static_cast<int>(l.tax_kind));
  }
  q.digest = digest_of(16, {inputs});
  return q;
}

bool sees_station(const Actor& actor, const std::string& station) {
  return actor.station == station || actor.role == Role::manager || actor.role == Role::owner;
}

}  // namespace outpost::app
