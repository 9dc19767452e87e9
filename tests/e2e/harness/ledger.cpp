#include "tests/e2e/harness/ledger.hpp"

#include <fmt/format.h>

namespace outpost::e2e {
namespace {

PaidOrders read(sqlite::Db& db, const char* orders, const char* lines, const char* payments) {
  PaidOrders out;
  for (auto row = db.prepare(orders); row.step();) {
    PaidOrder& order = out[row.id(0).text()];
    order.total_fen = row.i64(1);
    order.paid_fen = row.i64(2);
    order.receipt_no = row.text(3);
  }
  for (auto row = db.prepare(lines); row.step();) {
    const auto order = out.find(row.id(0).text());
    if (order == out.end()) continue;  // a line of an order that is not paid
    ++order->second.lines;
    order->second.quantities[row.text(1)] += row.i64(2);
    order->second.lines_fen += row.i64(3);
  }
  for (auto row = db.prepare(payments); row.step();) {
    const auto order = out.find(row.id(0).text());
    if (order == out.end()) continue;
    ++order->second.payments;
    order->second.payments_fen += row.i64(1);
  }
  return out;
}

}  // namespace

bool PaidOrder::same_as(const PaidOrder& o) const {
  return receipt_no == o.receipt_no && total_fen == o.total_fen && paid_fen == o.paid_fen &&
         lines == o.lines && lines_fen == o.lines_fen && payments == o.payments &&
         payments_fen == o.payments_fen && quantities == o.quantities;
}

std::string PaidOrder::text() const {
  return fmt::format("receipt {} total {} paid {}, {} lines of {}, {} payments of {}", receipt_no, total_fen,
                     paid_fen, lines, lines_fen, payments, payments_fen);
}

PaidOrders paid_in_store(sqlite::Db& db) {
  return read(db,
              "SELECT o.id, o.total_fen, o.paid_fen, "
              "json_extract(e.body, '$.order.receipt_no') FROM orders o LEFT JOIN outbox_head h "
              "ON h.series = o.series LEFT JOIN outbox e ON e.inc = h.inc AND e.seq = o.event_seq "
              "WHERE o.state = 'paid'",
              "SELECT order_id, sku, quantity_milli, amount_fen FROM order_line",
              "SELECT order_id, amount_fen FROM payment WHERE state = 'approved'");
}

PaidOrders orders_at_hq(sqlite::Db& db) {
  return read(db, "SELECT id, total_fen, paid_fen, receipt_no FROM orders",
              "SELECT order_id, sku, quantity_milli, amount_fen FROM order_lines",
              "SELECT order_id, amount_fen FROM payments WHERE state = 'approved'");
}

}  // namespace outpost::e2e
