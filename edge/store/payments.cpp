#include "edge/store/payments.hpp"

#include "edge/store/place.hpp"

namespace outpost::store {
namespace {

constexpr const char* columns = "id,order_id,tender,amount_fen,tendered_fen,change_fen,rounding_fen,state,"
                                "provider,reason,phase,provider_trade,"
                                "station,person,created_us,decided_us,n";

PaymentRow row_of(const sqlite::Stmt& st) {
  PaymentRow p;
  p.id = st.id(0), p.order_id = st.id(1);
  p.tender = data::parse<data::Tender>(st.text(2)).value_or(data::Tender::cash);
  p.amount_fen = st.fen(3), p.tendered_fen = st.fen(4), p.change_fen = st.fen(5), p.rounding_fen = st.fen(6);
  p.state = data::parse<data::PaymentState>(st.text(7)).value_or(data::PaymentState::unknown);
  p.provider = st.text(8), p.reason = st.text(9), p.phase = st.text(10), p.provider_trade = st.text(11);
  p.station = st.text(12), p.person = st.text(13), p.created_us = st.i64(14), p.decided_us = st.opt_i64(15);
  p.n = st.i64(16);
  return p;
}

std::vector<PaymentRow> rows_of(sqlite::Stmt& st) {
  std::vector<PaymentRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

}  // namespace

std::vector<PaymentRow> payments_of(sqlite::Db& db, const OrderRow& order) {
  static const std::string sql =
      std::string("SELECT ") + columns + " FROM payment WHERE n>=? AND n<? ORDER BY n";
  auto st = db.prepare(sql);
  st.with(first_place(order.n), first_place(order.n + 1));
  return rows_of(st);
}

std::optional<PaymentRow> find_code_payment(sqlite::Db& db, const Id& payment) {
  static const std::string sql =
      std::string("SELECT ") + columns + " FROM payment WHERE tender='code' AND id=?";
  auto st = db.prepare(sql);
  st.with(payment);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::optional<PaymentKey> payment_of_call(sqlite::Db& db, ByteView call_digest) {
  auto st = db.prepare("SELECT order_id,id FROM payment WHERE call_digest=?");
  st.with(call_digest);
  return st.step() ? std::optional(PaymentKey{st.id(0), st.id(1)}) : std::nullopt;
}

void insert_last_payment(sqlite::Db& db, OrderRow& order, ByteView call_digest) {
  auto& p = order.payments.back();
  p.n = last_place(order.n, order.payments);
  auto st = db.prepare(
      "INSERT INTO payment(order_id,id,tender,state,amount_fen,tendered_fen,change_fen,rounding_fen,"
      "provider,provider_trade,reason,phase,station,person,created_us,decided_us,n,call_digest) "
      "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  st.with(p.order_id, p.id, data::name_of(p.tender), data::name_of(p.state), p.amount_fen, p.tendered_fen,
          p.change_fen, p.rounding_fen, p.provider, p.provider_trade, p.reason, p.phase, p.station, p.person,
          p.created_us, p.decided_us, p.n);
  if (!call_digest.empty()) st.bind(18, call_digest);
  st.run();
}

void update_payment(sqlite::Db& db, const PaymentRow& p) {
  db.prepare("UPDATE payment SET state=?,phase=?,reason=?,provider_trade=?,decided_us=? WHERE n=?")
      .with(data::name_of(p.state), p.phase, p.reason, p.provider_trade, p.decided_us, p.n)
      .run();
}

std::vector<PaymentRow> unsettled_payments(sqlite::Db& db) {
  static const std::string sql =
      std::string("SELECT ") + columns + " FROM payment WHERE phase<>'final' ORDER BY created_us";
  auto st = db.prepare(sql);
  return rows_of(st);
}

}  // namespace outpost::store
