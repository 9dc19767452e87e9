#include "edge/store/sale.hpp"

#include "edge/store/outbox.hpp"

namespace outpost::store {

void append_pay_l(sqlite::Db& db, const Id& order, const Id& payment, std::string_view kind, Fen amount_fen,
                  Micros at_us) {
  db.prepare("INSERT INTO pay_l(order_id,payment_id,kind,amount_fen,at_us) VALUES(?,?,?,?,?)")
      .with(order, payment, kind, amount_fen, at_us)
      .run();
}

void append_cash_l(sqlite::Db& db, std::string_view station, const Id& payment, Fen delta_fen, Micros at_us) {
  db.prepare("INSERT INTO cash_l(station,payment_id,delta_fen,at_us) VALUES(?,?,?,?)")
      .with(station, payment, delta_fen, at_us)
      .run();
}

void append_stock_l(sqlite::Db& db, const OrderRow& order, Micros at_us) {
  auto st = db.prepare(
      "INSERT INTO stock_l(sku,delta_milli,reason,order_id,line_id,at_us) VALUES(?,?,'sale',?,?,?)");
  for (const auto& l : order.lines) {
    st.with(l.sku, -l.quantity_milli, order.id, l.id, at_us);
    st.run();
    st.reset();
  }
}

SaleCounters sale_counters(sqlite::Db& db) {
  auto st = db.prepare(
      "SELECT inc,series,next_seq,next_receipt,last_business_date FROM outbox_head WHERE is_current=1");
  if (!st.step()) throw sqlite::Failure(0, "the store has no current incarnation");
  return {st.id(0), st.i64(1), st.i64(2), st.i64(3), st.i32(4)};
}

void append_event(sqlite::Db& db, const SaleCounters& c, std::string_view kind, int version, Micros at_us,
                  std::string_view body, const Id& ref) {
  insert_outbox(db, c.inc, c.next_seq, kind, version, at_us, body, ref);
  db.prepare(
        "UPDATE outbox_head SET next_seq=?,next_receipt=?,last_business_date=?,latest_us=max(latest_us,?) "
        "WHERE inc=?")
      .with(c.next_seq + 1, c.next_receipt, c.last_business_date, at_us, c.inc)
      .run();
}

void insert_receipt(sqlite::Db& db, const OrderRow& o) {
  db.prepare("INSERT INTO receipt(n,series,number,order_id,business_date,paid_us) "
             "VALUES((?1<<40)+?2,?1,?2,?3,?4,?5)")
      .with(o.series, o.receipt_number, o.id, o.business_date, o.paid_us)
      .run();
}

int newest_business_date(sqlite::Db& db) {
  return static_cast<int>(db.scalar_i64("SELECT business_date FROM receipt ORDER BY n DESC LIMIT 1"));
}

std::vector<Id> orders_paid_since(sqlite::Db& db, Micros since_us) {
  auto st = db.prepare("SELECT order_id,paid_us FROM receipt ORDER BY n DESC");
  std::vector<Id> ids;
  while (st.step() && st.i64(1) >= since_us) ids.push_back(st.id(0));
  return ids;
}

std::vector<Id> orders_of_date(sqlite::Db& db, int business_date) {
  auto st = db.prepare("SELECT order_id,business_date FROM receipt ORDER BY n DESC");
  std::vector<Id> ids;
  while (st.step() && st.i32(1) >= business_date)
    if (st.i32(1) == business_date) ids.push_back(st.id(0));
  return ids;
}

}  // namespace outpost::store
