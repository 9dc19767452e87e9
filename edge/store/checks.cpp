#include "edge/store/checks.hpp"

namespace outpost::store {
namespace {

constexpr int most_findings = 5;

}  // namespace

const std::vector<CheckRow>& check_table() {
  static const std::vector<CheckRow> table = {
      // Joined with sums of whole tables: there is no index by order, and a check must not take the square of
      // a year's sales.
      {"order-lines", "an order's total is the sum of its lines", "SELECT count(*) FROM orders",
       "SELECT hex(o.id) FROM orders o LEFT JOIN (SELECT order_id,sum(amount_fen) AS fen FROM order_line "
       "GROUP "
       "BY order_id) l ON l.order_id=o.id WHERE o.total_fen <> coalesce(l.fen,0)"},
      {"order-discounts", "an order's discount is the sum of its lines' discounts",
       "SELECT count(*) FROM orders",
       "SELECT hex(o.id) FROM orders o LEFT JOIN (SELECT order_id,sum(discount_fen) AS fen FROM order_line "
       "GROUP "
       "BY order_id) l ON l.order_id=o.id WHERE o.discount_fen <> coalesce(l.fen,0)"},
      {"line-amounts", "a line is its price times its quantity, rounded half up, less its discount",
       "SELECT count(*) FROM order_line",
       "SELECT hex(order_id) FROM order_line WHERE unit_price_fen <= 9000000000 AND quantity_milli <= "
       "1000000000 AND "
       "amount_fen + discount_fen <> (unit_price_fen * quantity_milli + 500) / 1000"},
      {"line-tax", "a rate's net over an order is the floor of its gross", "SELECT count(*) FROM order_line",
       "SELECT hex(order_id) FROM order_line WHERE tax_kind='taxed' GROUP BY order_id,tax_rate_bp HAVING "
       "sum(amount_fen) < 900000000000000 AND sum(net_fen) <> sum(amount_fen) * 10000 / (10000 + "
       "tax_rate_bp)"},
      {"order-tenders", "an order's paid sum and rounding are those of its approved payments",
       "SELECT count(*) FROM orders",
       "SELECT hex(o.id) FROM orders o LEFT JOIN (SELECT order_id,sum(amount_fen) AS fen,sum(rounding_fen) "
       "AS "
       "rounding_fen FROM payment WHERE state='approved' GROUP BY order_id) p ON p.order_id=o.id WHERE "
       "o.paid_fen <> coalesce(p.fen,0) OR o.cash_rounding_fen <> coalesce(p.rounding_fen,0)"},
      {"paid-covered", "a paid order is covered exactly, and no other order is",
       "SELECT count(*) FROM orders",
       "SELECT hex(id) FROM orders WHERE state='paid' AND total_fen <> paid_fen + cash_rounding_fen OR state "
       "NOT IN "
       "('paid','refunded') AND paid_fen > 0 AND paid_fen + cash_rounding_fen >= total_fen"},
      {"pay-ledger", "every approved payment is in the payment ledger once, and nothing else is",
       "SELECT count(*) FROM pay_l",
       "SELECT hex(p.id) FROM payment p LEFT JOIN (SELECT payment_id,sum(amount_fen) AS fen FROM pay_l GROUP "
       "BY "
       "payment_id) l ON l.payment_id=p.id WHERE p.amount_fen + p.rounding_fen <> 0 AND p.state='approved' "
       "AND "
       "p.amount_fen + p.rounding_fen <> coalesce(l.fen,0)"
       " UNION ALL SELECT hex(l.payment_id) FROM pay_l l LEFT JOIN payment p ON p.id=l.payment_id AND "
       "p.order_id=l.order_id AND p.state='approved' WHERE p.id IS NULL"
       " UNION ALL SELECT hex(payment_id) FROM pay_l GROUP BY payment_id,kind HAVING count(*)>1"},
      {"cash-ledger", "every cash payment moves the drawer once, by its amount",
       "SELECT count(*) FROM cash_l",
       "SELECT hex(p.id) FROM payment p LEFT JOIN (SELECT payment_id,sum(delta_fen) AS fen FROM cash_l GROUP "
       "BY "
       "payment_id) l ON l.payment_id=p.id WHERE p.tender='cash' AND p.state='approved' AND p.amount_fen<>0 "
       "AND "
       "p.amount_fen <> coalesce(l.fen,0)"
       " UNION ALL SELECT hex(l.payment_id) FROM cash_l l LEFT JOIN payment p ON p.id=l.payment_id AND "
       "p.tender='cash' AND p.state='approved' WHERE p.id IS NULL"
       " UNION ALL SELECT hex(payment_id) FROM cash_l GROUP BY payment_id HAVING count(*)>1"},
      {"stock-ledger",
       "every line of a paid order takes its quantity off the stock once, and nothing else does",
       "SELECT count(*) FROM stock_l",
       "SELECT hex(o.id) FROM orders o JOIN order_line l ON l.order_id=o.id LEFT JOIN (SELECT "
       "line_id,sum(delta_milli) AS milli FROM stock_l WHERE reason='sale' GROUP BY line_id) s ON "
       "s.line_id=l.id "
       "WHERE o.state IN ('paid','refunded') AND -l.quantity_milli <> coalesce(s.milli,0)"
       " UNION ALL SELECT hex(s.order_id) FROM stock_l s LEFT JOIN order_line l ON l.id=s.line_id AND "
       "l.order_id=s.order_id AND l.sku=s.sku LEFT JOIN orders o ON o.id=l.order_id AND o.state IN "
       "('paid','refunded') WHERE s.reason='sale' AND o.id IS NULL"
       " UNION ALL SELECT hex(line_id) FROM stock_l GROUP BY line_id HAVING count(*)>1"},
      {"receipt-numbers", "receipt numbers of a series run from 1 without a gap, and the counter follows",
       "SELECT count(*) FROM receipt",
       "SELECT 'series '||h.series FROM outbox_head h WHERE h.next_receipt-1 <> (SELECT count(*) FROM "
       "receipt r WHERE "
       "r.series=h.series) OR h.next_receipt-1 <> (SELECT coalesce(max(r.number),0) FROM receipt r WHERE "
       "r.series=h.series)"},
      {"receipt-orders", "every paid order has its one receipt, and every receipt its paid order",
       "SELECT count(*) FROM receipt",
       "SELECT hex(o.id) FROM orders o LEFT JOIN receipt r ON r.order_id=o.id AND r.series=o.series AND "
       "r.number=o.receipt_number AND r.business_date=o.business_date WHERE o.state IN ('paid','refunded') "
       "AND "
       "r.order_id IS NULL"
       " UNION ALL SELECT hex(r.order_id) FROM receipt r WHERE NOT EXISTS(SELECT 1 FROM orders o WHERE "
       "o.id=r.order_id "
       "AND o.series=r.series AND o.receipt_number=r.number AND o.state IN ('paid','refunded'))"},
      {"business-dates", "business dates never go back along the receipts of a series",
       "SELECT count(*) FROM receipt",
       "SELECT r.series||'-'||r.number FROM receipt r JOIN receipt b ON b.n=r.n-1 AND "
       "b.series=r.series WHERE "
       "r.business_date < b.business_date"},
      {"events", "events of an incarnation run from 1 without a gap, and the counter follows",
       "SELECT count(*) FROM outbox",
       "SELECT 'series '||h.series FROM outbox_head h WHERE coalesce(h.closed_seq,h.next_seq-1) <> (SELECT "
       "coalesce(max(o.seq),0) "
       "FROM outbox "
       "o WHERE o.inc=h.inc) OR (SELECT count(*) FROM outbox o WHERE o.inc=h.inc) <> (SELECT "
       "coalesce(max(o.seq)-min(o.seq)+1,0) FROM outbox o WHERE o.inc=h.inc)"},
      {"order-events", "every paid order has exactly one event, and says which",
       "SELECT count(*) FROM outbox WHERE kind='order.paid'",
       "SELECT hex(o.id) FROM orders o JOIN outbox_head h ON h.series=o.series WHERE o.state IN "
       "('paid','refunded') AND "
       "NOT EXISTS(SELECT 1 FROM outbox_named e WHERE e.series=o.series AND e.seq=o.event_seq AND "
       "e.kind='order.paid' AND "
       "e.ref=o.id) AND o.event_seq >= (SELECT coalesce(min(e.seq),1) FROM outbox e WHERE e.inc=h.inc)"
       " UNION ALL SELECT hex(ref) FROM outbox WHERE kind='order.paid' GROUP BY ref HAVING count(*)>1"
       " UNION ALL SELECT hex(e.ref) FROM outbox e WHERE e.kind='order.paid' AND NOT EXISTS(SELECT 1 FROM "
       "orders o "
       "WHERE o.id=e.ref AND o.state IN ('paid','refunded'))"},
      {"report-events", "every report has its event", "SELECT count(*) FROM report",
       "SELECT hex(r.id) FROM report r JOIN outbox_head h ON h.series=r.series WHERE NOT EXISTS(SELECT 1 "
       "FROM outbox_named e "
       "WHERE e.series=r.series AND e.seq=r.event_seq AND e.ref=r.id) AND r.event_seq >= (SELECT "
       "coalesce(min(e.seq),1) FROM "
       "outbox e WHERE e.inc=h.inc)"},
      {"bay-sessions", "a report that is stored is no longer being made", "SELECT count(*) FROM bay_session",
       "SELECT hex(s.report) FROM bay_session s JOIN report r ON r.id=s.report"
       " UNION ALL SELECT hex(s.report) FROM bay_session s LEFT JOIN (SELECT report,count(*) AS n FROM "
       "bay_step GROUP BY report) t ON t.report=s.report WHERE s.steps <> coalesce(t.n,0)"},
      {"clear-events",
       "every clearing of codes that has ended has its event, and its snapshot is of that car",
       "SELECT count(*) FROM bay_clear",
       "SELECT hex(c.id) FROM bay_clear c JOIN outbox_head h ON h.series=c.series WHERE NOT EXISTS(SELECT 1 "
       "FROM outbox_named e WHERE e.series=c.series AND e.seq=c.event_seq AND e.ref=c.id) AND c.event_seq >= "
       "(SELECT coalesce(min(e.seq),1) FROM outbox e WHERE e.inc=h.inc)"
       " UNION ALL SELECT hex(c.id) FROM bay_clear c JOIN report r ON r.id=c.report WHERE r.vin<>c.vin"},
      {"carts", "an ordered cart and its order name each other",
       "SELECT count(*) FROM cart WHERE state='ordered'",
       "SELECT hex(c.id) FROM cart c WHERE c.state='ordered' AND NOT EXISTS(SELECT 1 FROM orders o WHERE "
       "o.id=c.order_id "
       "AND o.cart_id=c.id)"},
      {"unclear-orders", "an order is payment_unknown exactly while a payment of it is unknown",
       "SELECT count(*) FROM orders WHERE state IN ('awaiting_payment','payment_unknown')",
       "SELECT hex(o.id) FROM orders o WHERE o.state IN ('awaiting_payment','payment_unknown') AND "
       "(o.state='payment_unknown') <> EXISTS(SELECT 1 FROM payment p WHERE p.order_id=o.id AND "
       "p.state='unknown')"},
  };
  return table;
}

CheckEnd run_check(sqlite::Db& db, const CheckRow& row) {
  CheckEnd end;
  end.seen = db.scalar_i64(row.count_sql);
  auto st = db.prepare(row.wrong_sql);
  while (st.step())
    if (++end.wrong == 1) end.first = st.text(0);
  return end;
}

std::string foreign_key_findings(sqlite::Db& db) {
  auto st = db.prepare("PRAGMA foreign_key_check");
  std::string found;
  for (int n = 0; n < most_findings && st.step(); ++n)
    found += (n ? "; " : "") + st.text(0) + " without its " + st.text(2);
  return found;
}

std::string integrity_findings(sqlite::Db& db) {
  auto st = db.prepare("PRAGMA integrity_check(5)");
  std::string found;
  while (st.step())
    if (const auto text = st.text(0); text != "ok") found += (found.empty() ? "" : "; ") + text;
  return found;
}

}  // namespace outpost::store
