#include "sync/hq/store_parts.hpp"

namespace outpost::hq {
namespace {

std::int64_t sql(std::uint64_t v) { return static_cast<std::int64_t>(v); }

void insert_order(sqlite::Db& db, const EventRef& ref, const OrderPaid& o, const wire::Event& event,
                  Micros received_us) {
  db.prepare(
        "INSERT INTO orders(store_id, id, inc, seq, receipt_no, business_date, station, state, discount_fen, "
        "total_fen, cash_rounding_fen, paid_fen, created_us, paid_us, received_us, body) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .with(ref.store, o.id, ref.inc, sql(ref.seq), o.receipt_no, o.business_date, o.station, o.state,
            o.discount_fen, o.total_fen, o.cash_rounding_fen, o.paid_fen, o.created_us, o.paid_us,
            received_us, event.body)
      .run();
  std::int64_t line_no = 0;
  for (const auto& l : o.lines)
    db.prepare(
          "INSERT INTO order_lines(store_id, order_id, line_no, sku, name, quantity_milli, unit_price_fen, "
          "discount_fen, amount_fen, net_fen, tax_fen, tax_rate_bp) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?)")
        .with(ref.store, o.id, ++line_no, l.sku, l.name, l.quantity_milli, l.unit_price_fen, l.discount_fen,
              l.amount_fen, l.net_fen, l.tax_fen, l.tax_rate_bp)
        .run();
  for (const auto& p : o.payments)
    db.prepare(
          "INSERT INTO payments(store_id, id, order_id, tender, state, provider, amount_fen, tendered_fen, "
          "change_fen) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(ref.store, p.id, o.id, p.tender, p.state, p.provider, p.amount_fen, p.tendered_fen,
              p.change_fen)
        .run();
}

void insert_report(sqlite::Db& db, const EventRef& ref, const DiagnosticReport& r, const wire::Event& event,
                   Micros received_us) {
  db.prepare("INSERT INTO diagnostics(store_id, id, inc, seq, vin, station, unit, at_us, received_us, body) "
             "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .with(ref.store, r.id, ref.inc, sql(ref.seq), r.vin, r.station, r.unit, r.at_us ? r.at_us : event.at_us,
            received_us, event.body)
      .run();
}

/// A store that was put back sends what nobody had confirmed to it again, under new numbers: the order or
/// report is the same one, to the byte.
bool is_repeat(sqlite::Db& db, const EventRef& ref, const Projection& projection, const wire::Event& event) {
  const auto has = [&](const char* sql, const Id& id) {
    auto st = db.prepare(sql);
    st.with(ref.store, id, event.body);
    return st.step();
  };
  if (const auto* order = std::get_if<OrderPaid>(&projection))
    return has("SELECT 1 FROM orders WHERE store_id = ? AND id = ? AND body = ?", order->id);
  if (const auto* report = std::get_if<DiagnosticReport>(&projection))
    return has("SELECT 1 FROM diagnostics WHERE store_id = ? AND id = ? AND body = ?", report->id);
  return false;
}

void insert_raw(sqlite::Db& db, const EventRef& ref, const wire::Event& event) {
  db.prepare(
        "INSERT INTO raw_events(store_id, inc, seq, kind, version, at_us, body) VALUES(?, ?, ?, ?, ?, ?, ?)")
      .with(ref.store, ref.inc, sql(ref.seq), event.kind, event.version, event.at_us, event.body)
      .run();
}

}  // namespace

/// One incarnation of a store at a time, the oldest: its history is applied in its order. Goes round by store
/// id, so that busy stores at the front do not starve those behind them.
std::vector<Lane> SqliteApply::lanes_behind(std::size_t most) {
  std::vector<Lane> out;
  auto st = db_.prepare(
      "SELECT store_id, inc, applied_seq, received_seq FROM incarnations i "
      "WHERE applied_seq < received_seq AND store_id > ? AND NOT EXISTS(SELECT 1 FROM incarnations o "
      "WHERE o.store_id = i.store_id AND o.applied_seq < o.received_seq AND "
      "(o.first_contact_us < i.first_contact_us OR "
      "(o.first_contact_us = i.first_contact_us AND o.inc < i.inc))) ORDER BY store_id LIMIT ?");
  st.with(after_, sql(most));
  while (st.step())
    out.push_back(
        {st.text(0), st.id(1), static_cast<std::uint64_t>(st.i64(2)), static_cast<std::uint64_t>(st.i64(3))});
  const bool wrap = out.empty() && !after_.empty();
  after_ = out.size() < most ? "" : out.back().store;
  return wrap ? lanes_behind(most) : out;
}

std::optional<LogRow> SqliteApply::log_row(const Lane& lane, std::uint64_t seq) {
  auto st = db_.prepare(
      "SELECT first_seq, last_seq, received_us, packed FROM intake WHERE store_id = ? AND inc = ? "
      "AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1");
  st.with(lane.store, lane.inc, sql(seq));
  if (!st.step() || st.i64(1) < sql(seq)) return std::nullopt;
  return LogRow{static_cast<std::uint64_t>(st.i64(0)), static_cast<std::uint64_t>(st.i64(1)), st.i64(2),
                st.blob(3)};
}

Result<void> SqliteApply::project(const EventRef& ref, const Projection& projection, const wire::Event& event,
                                  Micros received_us) {
  if (is_repeat(db_, ref, projection, event)) return {};
  sqlite::Savepoint item(db_);
  try {
    if (const auto* order = std::get_if<OrderPaid>(&projection))
      insert_order(db_, ref, *order, event, received_us);
    if (const auto* report = std::get_if<DiagnosticReport>(&projection))
      insert_report(db_, ref, *report, event, received_us);
    if (std::holds_alternative<Unread>(projection)) insert_raw(db_, ref, event);
  } catch (const sqlite::Failure& e) {
    if (!e.is_constraint()) throw;
    return fail(Code::conflict, "poison", "it contradicts what is there: " + std::string(e.what()));
  }
  item.release();
  return {};
}

void SqliteApply::quarantine(const EventRef& ref, const std::string& kind, const std::string& reason,
                             ByteView raw, Micros now) {
  db_.prepare(
         "INSERT INTO quarantine(store_id, inc, seq, kind, reason, raw, at_us) VALUES(?, ?, ?, ?, ?, ?, ?)")
      .with(ref.store, ref.inc, sql(ref.seq), kind, reason, raw, now)
      .run();
}

void SqliteApply::set_applied(const Lane& lane, std::uint64_t applied, std::uint64_t newly_quarantined,
                              Micros last_event_us) {
  db_.prepare("UPDATE incarnations SET applied_seq = ?, quarantined = quarantined + ? WHERE store_id = ? AND "
              "inc = ?")
      .with(sql(applied), sql(newly_quarantined), lane.store, lane.inc)
      .run();
  db_.prepare("UPDATE stores SET last_event_us = ? WHERE store_id = ? AND last_event_us < ?")
      .with(last_event_us, lane.store, last_event_us)
      .run();
}

}  // namespace outpost::hq
