#include "edge/store/orders.hpp"

#include "edge/store/payments.hpp"
#include "edge/store/place.hpp"

namespace outpost::store {
namespace {

constexpr const char* columns = "id,cart_id,quote_id,station,person,state,discount_fen,total_fen,cash_"
                                "rounding_fen,paid_fen,pickup_code,created_us,"
                                "paid_us,business_date,series,receipt_number,event_seq,n,member_id";

void load_lines(sqlite::Db& db, OrderRow& order) {
  auto st = db.prepare(
      "SELECT id,sku,name,name_en,code,quantity_milli,unit,unit_price_fen,discount_fen,amount_fen,"
      "net_fen,tax_fen,tax_rate_bp,tax_code,tax_kind,n FROM order_line WHERE n>=? AND n<? ORDER BY n");
  st.with(first_place(order.n), first_place(order.n + 1));
  while (st.step()) {
    auto& l = order.lines.emplace_back();
    l.id = st.id(0), l.sku = st.text(1), l.name = st.text(2), l.name_en = st.text(3), l.code = st.text(4);
    l.quantity_milli = st.i64(5);
    l.unit = data::parse<data::Unit>(st.text(6)).value_or(data::Unit::piece);
    l.unit_price_fen = st.fen(7), l.discount_fen = st.fen(8), l.amount_fen = st.fen(9);
    l.net_fen = st.fen(10), l.tax_fen = st.fen(11), l.tax_rate_bp = st.i32(12), l.tax_code = st.text(13);
    l.tax_kind = data::parse<data::TaxKind>(st.text(14)).value_or(data::TaxKind::taxed);
    l.n = st.i64(15);
  }
}

OrderRow load(sqlite::Db& db, const sqlite::Stmt& st) {
  OrderRow o;
  o.id = st.id(0), o.cart_id = st.id(1), o.quote_id = st.id(2), o.station = st.text(3), o.person = st.text(4);
  o.state = data::parse<data::OrderState>(st.text(5)).value_or(data::OrderState::cancelled);
  o.discount_fen = st.fen(6), o.total_fen = st.fen(7), o.cash_rounding_fen = st.fen(8),
  o.paid_fen = st.fen(9);
  o.pickup_code = st.text(10), o.created_us = st.i64(11), o.paid_us = st.opt_i64(12);
  if (const auto date = st.opt_i64(13)) o.business_date = static_cast<int>(*date);
  o.series = st.opt_i64(14), o.receipt_number = st.opt_i64(15), o.event_seq = st.opt_i64(16);
  o.n = st.i64(17), o.member_id = st.opt_text(18);
  load_lines(db, o);
  o.payments = payments_of(db, o);
  return o;
}

/// One statement for all lines: a sale has many, and fetching it anew costs as much as a small insert.
void insert_lines(sqlite::Db& db, OrderRow& o) {
  auto st = db.prepare(
      "INSERT INTO order_line(n,order_id,id,sku,name,name_en,code,quantity_milli,unit,unit_price_fen,"
      "discount_fen,amount_fen,net_fen,tax_fen,tax_rate_bp,tax_code,tax_kind) "
      "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  std::int64_t place = first_place(o.n);
  for (auto& l : o.lines) {
    l.n = ++place;
    st.with(l.n, o.id, l.id, l.sku, l.name, l.name_en, l.code, l.quantity_milli, data::name_of(l.unit),
            l.unit_price_fen, l.discount_fen, l.amount_fen, l.net_fen, l.tax_fen, l.tax_rate_bp, l.tax_code,
            data::name_of(l.tax_kind));
    st.run();
    st.reset();
  }
}

std::optional<std::string_view> name(const std::optional<data::OrderState>& state) {
  return state ? std::optional(data::name_of(*state)) : std::nullopt;
}

}  // namespace

std::optional<OrderRow> find_order(sqlite::Db& db, const Id& order) {
  static const std::string sql = std::string("SELECT ") + columns + " FROM orders WHERE id=?";
  auto st = db.prepare(sql);
  st.with(order);
  return st.step() ? std::optional(load(db, st)) : std::nullopt;
}

std::optional<Id> order_of_call(sqlite::Db& db, ByteView call_digest) {
  auto st = db.prepare("SELECT id FROM orders WHERE call_digest=?");
  st.with(call_digest);
  return st.step() ? std::optional(st.id(0)) : std::nullopt;
}

void insert_order(sqlite::Db& db, OrderRow& o, ByteView call_digest) {
  auto st = db.prepare(
      "INSERT INTO orders(id,cart_id,quote_id,station,person,state,discount_fen,total_fen,pickup_code,"
      "created_us,member_id,call_digest) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
  st.with(o.id, o.cart_id, o.quote_id, o.station, o.person, data::name_of(o.state), o.discount_fen,
          o.total_fen, o.pickup_code, o.created_us, o.member_id);
  if (!call_digest.empty()) st.bind(12, call_digest);
  st.run();
  o.n = inserted_place(db);
  insert_lines(db, o);
}

void update_order(sqlite::Db& db, const OrderRow& o) {
  db.prepare("UPDATE orders SET state=?,cash_rounding_fen=?,paid_fen=?,paid_us=?,business_date=?,series=?,"
             "receipt_number=?,event_seq=? WHERE n=?")
      .with(data::name_of(o.state), o.cash_rounding_fen, o.paid_fen, o.paid_us, o.business_date, o.series,
            o.receipt_number, o.event_seq, o.n)
      .run();
}

std::vector<OrderRow> list_orders(sqlite::Db& db, const OrderQuery& q) {
  static const std::string head = std::string("SELECT ") + columns + " FROM orders WHERE ";
  static const std::string tail =
      "(?1='' OR station=?1) AND (?2 IS NULL OR id<?2) AND (?3 IS NULL OR id>=?3) AND "
      "(?4 IS NULL OR id<?4) AND (?5 IS NULL OR state=?5) ORDER BY id DESC LIMIT ?6";
  // Pick-up codes are asked of orders that wait: a short index, not the whole table.
  static const std::string waiting =
      head + "state IN ('awaiting_payment','payment_unknown') AND pickup_code=?7 AND " + tail;
  static const std::string all = head + tail;
  auto st = db.prepare(q.pickup_code.empty() ? all : waiting);
  st.with(q.station, q.before, q.not_before, q.below, name(q.state), static_cast<std::int64_t>(q.limit));
  if (!q.pickup_code.empty()) st.bind(7, q.pickup_code);
  std::vector<OrderRow> rows;
  while (st.step()) rows.push_back(load(db, st));
  return rows;
}

bool pickup_code_in_use(sqlite::Db& db, std::string_view code) {
  auto st = db.prepare(
      "SELECT 1 FROM orders WHERE state IN ('awaiting_payment','payment_unknown') AND pickup_code=?");
  st.with(code);
  return st.step();
}

std::optional<OrderRow> open_order_at(sqlite::Db& db, std::string_view station, Micros since_us) {
  static const std::string sql =
      std::string("SELECT ") + columns +
      " FROM orders WHERE state IN ('awaiting_payment','payment_unknown') AND station=? "
      "AND created_us>=? ORDER BY created_us DESC LIMIT 1";
  auto st = db.prepare(sql);
  st.with(station, since_us);
  return st.step() ? std::optional(load(db, st)) : std::nullopt;
}

std::optional<StationScreen> screen_of(sqlite::Db& db, std::string_view station) {
  auto st = db.prepare("SELECT order_id,shown,at_us FROM station_screen WHERE station=?");
  st.with(station);
  return st.step() ? std::optional(StationScreen{st.id(0), st.i64(1) != 0, st.i64(2)}) : std::nullopt;
}

void put_screen(sqlite::Db& db, std::string_view station, const StationScreen& s) {
  db.prepare("INSERT OR REPLACE INTO station_screen(station,order_id,shown,at_us) VALUES(?,?,?,?)")
      .with(station, s.order, static_cast<std::int64_t>(s.shown), s.at_us)
      .run();
}

Id first_id_at(Micros us) {
  Id id;
  auto ms = static_cast<std::uint64_t>(us < 0 ? 0 : us / us_per_ms);
  for (int i = 5; i >= 0; --i, ms >>= 8)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(ms);
  return id;
}

}  // namespace outpost::store
