#include "edge/store/checks.hpp"

namespace outpost::store {
namespace {

constexpr int most_findings = 5;

}  // namespace

const std::vector<CheckRow>& check_table() {
  static const std::vector<CheckRow> table = {
      {"order-lines", "an order's total is the sum of its lines", "SELECT count(*) FROM orders",
       "SELECT hex(o.id) FROM orders o WHERE o.total_fen <> (SELECT coalesce(sum(l.amount_fen),0) FROM "
       "order_line l "
       "WHERE l.order_id=o.id)"},
      {"order-discounts", "an order's discount is the sum of its lines' discounts",
       "SELECT count(*) FROM orders",
       "SELECT hex(o.id) FROM orders o WHERE o.discount_fen <> (SELECT coalesce(sum(l.discount_fen),0) FROM "
       "order_line "
       "l WHERE l.order_id=o.id)"},
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
       "SELECT hex(o.id) FROM orders o WHERE o.paid_fen <> (SELECT coalesce(sum(p.amount_fen),0) FROM "
       "payment p WHERE "
       "p.order_id=o.id AND p.state='approved') OR o.cash_rounding_fen <> (SELECT "
       "coalesce(sum(p.rounding_fen),0) FROM "
       "payment p WHERE p.order_id=o.id AND p.state='approved')"},
      {"paid-covered", "a paid order is covered exactly, and no other order is",
       "SELECT count(*) FROM orders",
       "SELECT hex(id) FROM orders WHERE state='paid' AND total_fen <> paid_fen + cash_rounding_fen OR state "
       "NOT IN "
       "('paid','refunded') AND paid_fen > 0 AND paid_fen + cash_rounding_fen >= total_fen"},
      {"pay-ledger", "every approved payment is in the payment ledger once, and nothing else is",
       "SELECT count(*) FROM pay_l",
       "SELECT hex(p.id) FROM payment p WHERE p.amount_fen + p.rounding_fen <> 0 AND p.state='approved' AND "
       "(p.amount_fen + p.rounding_fen) <> (SELECT coalesce(sum(l.amount_fen),0) FROM pay_l l WHERE "
       "l.payment_id=p.id)"
       " UNION ALL SELECT hex(l.payment_id) FROM pay_l l WHERE NOT EXISTS(SELECT 1 FROM payment p WHERE "
       "p.order_id=l.order_id AND p.id=l.payment_id AND p.state='approved')"
       " UNION ALL SELECT hex(payment_id) FROM pay_l GROUP BY payment_id,kind HAVING count(*)>1"},
      {"cash-ledger", "every cash payment moves the drawer once, by its amount",
       "SELECT count(*) FROM cash_l",
       "SELECT hex(p.id) FROM payment p WHERE p.tender='cash' AND p.state='approved' AND p.amount_fen<>0 AND "
       "p.amount_fen <> (SELECT coalesce(sum(l.delta_fen),0) FROM cash_l l WHERE l.payment_id=p.id)"
       " UNION ALL SELECT hex(l.payment_id) FROM cash_l l WHERE NOT EXISTS(SELECT 1 FROM payment p WHERE "
       "p.id=l.payment_id AND p.tender='cash' AND p.state='approved')"
       " UNION ALL SELECT hex(payment_id) FROM cash_l GROUP BY payment_id HAVING count(*)>1"},
      {"stock-ledger",
       "every line of a paid order takes its quantity off the stock once, and nothing else does",
       "SELECT count(*) FROM stock_l",
       "SELECT hex(o.id) FROM orders o JOIN order_line l ON l.order_id=o.id WHERE o.state IN "
       "('paid','refunded') AND "
       "-l.quantity_milli <> (SELECT coalesce(sum(s.delta_milli),0) FROM stock_l s WHERE s.line_id=l.id AND "
       "s.reason='sale')"
       " UNION ALL SELECT hex(s.order_id) FROM stock_l s WHERE s.reason='sale' AND NOT EXISTS(SELECT 1 FROM "
       "order_line l "
       "JOIN orders o ON o.id=l.order_id WHERE l.order_id=s.order_id AND l.id=s.line_id AND l.sku=s.sku AND "
       "o.state IN "
       "('paid','refunded'))"
       " UNION ALL SELECT hex(line_id) FROM stock_l GROUP BY line_id HAVING count(*)>1"},
      {"receipt-numbers", "receipt numbers of a series run from 1 without a gap, and the counter follows",
       "SELECT count(*) FROM receipt",
       "SELECT 'series '||h.series FROM outbox_head h WHERE h.next_receipt-1 <> (SELECT count(*) FROM "
       "receipt r WHERE "
       "r.series=h.series) OR h.next_receipt-1 <> (SELECT coalesce(max(r.number),0) FROM receipt r WHERE "
       "r.series=h.series)"},
      {"receipt-orders", "every paid order has its one receipt, and every receipt its paid order",
       "SELECT count(*) FROM receipt",
       "SELECT hex(o.id) FROM orders o WHERE o.state IN ('paid','refunded') AND NOT EXISTS(SELECT 1 FROM "
       "receipt r WHERE "
       "r.series=o.series AND r.number=o.receipt_number AND r.order_id=o.id AND "
       "r.business_date=o.business_date)"
       " UNION ALL SELECT hex(r.order_id) FROM receipt r WHERE NOT EXISTS(SELECT 1 FROM orders o WHERE "
       "o.id=r.order_id "
       "AND o.series=r.series AND o.receipt_number=r.number)"},
      {"business-dates", "business dates never go back along the receipts of a series",
       "SELECT count(*) FROM receipt",
       "SELECT r.series||'-'||r.number FROM receipt r JOIN receipt b ON b.series=r.series AND "
       "b.number=r.number-1 WHERE "
       "r.business_date < b.business_date"},
      {"events", "events of an incarnation run from 1 without a gap, and the counter follows",
       "SELECT count(*) FROM outbox",
       "SELECT 'series '||h.series FROM outbox_head h WHERE h.next_seq-1 <> (SELECT coalesce(max(o.seq),0) "
       "FROM outbox "
       "o WHERE o.inc=h.inc) OR (SELECT count(*) FROM outbox o WHERE o.inc=h.inc) <> (SELECT "
       "coalesce(max(o.seq)-min(o.seq)+1,0) FROM outbox o WHERE o.inc=h.inc)"},
      {"order-events", "every paid order has exactly one event, and says which",
       "SELECT count(*) FROM outbox WHERE kind='order.paid'",
       "SELECT hex(o.id) FROM orders o JOIN outbox_head h ON h.series=o.series WHERE o.state IN "
       "('paid','refunded') AND "
       "NOT EXISTS(SELECT 1 FROM outbox e WHERE e.inc=h.inc AND e.seq=o.event_seq AND e.kind='order.paid' "
       "AND "
       "e.ref=o.id) AND o.event_seq >= (SELECT coalesce(min(e.seq),1) FROM outbox e WHERE e.inc=h.inc)"
       " UNION ALL SELECT hex(ref) FROM outbox WHERE kind='order.paid' GROUP BY ref HAVING count(*)>1"
       " UNION ALL SELECT hex(e.ref) FROM outbox e WHERE e.kind='order.paid' AND NOT EXISTS(SELECT 1 FROM "
       "orders o "
       "WHERE o.id=e.ref AND o.state IN ('paid','refunded'))"},
      {"report-events", "every report has its event", "SELECT count(*) FROM report",
       "SELECT hex(r.id) FROM report r JOIN outbox_head h ON h.series=r.series WHERE NOT EXISTS(SELECT 1 "
       "FROM outbox e "
       "WHERE e.inc=h.inc AND e.seq=r.event_seq AND e.ref=r.id) AND r.event_seq >= (SELECT "
       "coalesce(min(e.seq),1) FROM "
       "outbox e WHERE e.inc=h.inc)"},
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
