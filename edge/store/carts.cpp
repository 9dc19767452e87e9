#include "edge/store/carts.hpp"

#include "edge/store/place.hpp"

#include <span>

namespace outpost::store {
namespace {

data::CartState state_of(const std::string& text) {
  return data::parse<data::CartState>(text).value_or(data::CartState::abandoned);
}

void load_lines(sqlite::Db& db, CartRow& cart) {
  auto st =
      db.prepare("SELECT id,sku,name,name_en,code,quantity_milli,unit,unit_price_fen,discount_fen,amount_fen,"
                 "tax_rate_bp,tax_code,tax_kind,n FROM cart_line WHERE n>=? AND n<? ORDER BY n");
  st.with(first_place(cart.n), first_place(cart.n + 1));
  while (st.step()) {
    auto& l = cart.lines.emplace_back();
    l.id = st.id(0), l.sku = st.text(1), l.name = st.text(2), l.name_en = st.text(3), l.code = st.text(4);
    l.quantity_milli = st.i64(5);
    l.unit = data::parse<data::Unit>(st.text(6)).value_or(data::Unit::piece);
    l.unit_price_fen = st.fen(7), l.discount_fen = st.fen(8), l.amount_fen = st.fen(9);
    l.tax_rate_bp = st.i32(10), l.tax_code = st.text(11);
    l.tax_kind = data::parse<data::TaxKind>(st.text(12)).value_or(data::TaxKind::taxed);
    l.n = st.i64(13);
    cart.total_fen += l.amount_fen;
  }
}

/// One statement for all of them: fetching it anew costs as much as a small insert.
void insert_lines(sqlite::Db& db, const Id& cart, std::span<const CartLineRow> lines) {
  auto st = db.prepare(
      "INSERT INTO cart_line(n,cart_id,id,sku,name,name_en,code,quantity_milli,unit,unit_price_fen,"
      "discount_fen,amount_fen,tax_rate_bp,tax_code,tax_kind) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  for (const auto& l : lines) {
    st.with(l.n, cart, l.id, l.sku, l.name, l.name_en, l.code, l.quantity_milli, data::name_of(l.unit),
            l.unit_price_fen, l.discount_fen, l.amount_fen, l.tax_rate_bp, l.tax_code,
            data::name_of(l.tax_kind));
    st.run();
    st.reset();
  }
}

std::optional<CartRow> load(sqlite::Db& db, sqlite::Stmt& st) {
  if (!st.step()) return {};
  CartRow cart;
  cart.id = st.id(0), cart.station = st.text(1), cart.state = state_of(st.text(2));
  cart.version = st.i64(3), cart.opened_us = st.i64(4), cart.order_id = st.opt_id(5), cart.n = st.i64(6);
  cart.member_id = st.opt_text(7);
  load_lines(db, cart);
  return cart;
}

}  // namespace

std::optional<CartRow> find_cart(sqlite::Db& db, const Id& cart) {
  auto st = db.prepare("SELECT id,station,state,version,opened_us,order_id,n,member_id FROM cart WHERE id=?");
  st.with(cart);
  return load(db, st);
}

std::optional<CartRow> find_open_cart(sqlite::Db& db, std::string_view station) {
  auto st = db.prepare("SELECT id,station,state,version,opened_us,order_id,n,member_id FROM cart "
                       "WHERE station=? AND state IN ('open','quoted')");
  st.with(station);
  return load(db, st);
}

void insert_cart(sqlite::Db& db, CartRow& c) {
  db.prepare("INSERT INTO cart(id,station,state,version,opened_us,order_id,member_id) VALUES(?,?,?,?,?,?,?)")
      .with(c.id, c.station, data::name_of(c.state), c.version, c.opened_us, c.order_id, c.member_id)
      .run();
  c.n = inserted_place(db);
  std::int64_t place = first_place(c.n);
  for (auto& line : c.lines) line.n = ++place;
  insert_lines(db, c.id, c.lines);
}

void update_cart(sqlite::Db& db, const CartRow& c) {
  db.prepare("UPDATE cart SET state=?,version=?,order_id=?,member_id=? WHERE n=?")
      .with(data::name_of(c.state), c.version, c.order_id, c.member_id, c.n)
      .run();
}

void insert_last_line(sqlite::Db& db, CartRow& cart) {
  cart.lines.back().n = last_place(cart.n, cart.lines);
  insert_lines(db, cart.id, {&cart.lines.back(), 1});
}

void update_cart_line(sqlite::Db& db, const CartLineRow& l) {
  db.prepare(
        "UPDATE cart_line SET quantity_milli=?,unit_price_fen=?,discount_fen=?,amount_fen=?,tax_rate_bp=?,"
        "tax_code=?,tax_kind=? WHERE n=?")
      .with(l.quantity_milli, l.unit_price_fen, l.discount_fen, l.amount_fen, l.tax_rate_bp, l.tax_code,
            data::name_of(l.tax_kind), l.n)
      .run();
}

void delete_cart_line(sqlite::Db& db, const CartLineRow& line) {
  db.prepare("DELETE FROM cart_line WHERE n=?").with(line.n).run();
}

void insert_quote(sqlite::Db& db, const QuoteRow& q) {
  db.prepare(
        "INSERT INTO quote(id,cart_id,cart_version,expires_us,discount_fen,total_fen,book_version,digest) "
        "VALUES(?,?,?,?,?,?,?,?)")
      .with(q.id, q.cart_id, q.cart_version, q.expires_us, q.discount_fen, q.total_fen, q.book_version,
            ByteView(q.digest))
      .run();
}

std::optional<QuoteRow> find_quote(sqlite::Db& db, const Id& quote) {
  auto st = db.prepare("SELECT id,cart_id,cart_version,expires_us,discount_fen,total_fen,book_version,digest "
                       "FROM quote WHERE id=?");
  st.with(quote);
  if (!st.step()) return {};
  return QuoteRow{st.id(0), st.id(1), st.i64(2), st.i64(3), st.fen(4), st.fen(5), st.i64(6), st.blob(7)};
}

}  // namespace outpost::store
