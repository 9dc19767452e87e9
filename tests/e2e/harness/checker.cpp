// Names of findings:
//   acknowledged-lost       a 2xx said paid, and the store does not have it as paid
//   acknowledged-wrong      it has, with another receipt number, sum or other lines
//   sale-twice              one sale, two paid orders
//   half-sale               lines, payments and sums of a paid order do not fit together
//   receipt-gap             receipt numbers with a gap or a double
//   event-gap               outbox numbers with a gap, or a paid order without exactly one event
//   hq-missing              paid in the store, not at headquarters
//   hq-doubled              more than once at headquarters
//   hq-half                 there, with other sums, lines or payments
//   hq-invented             at headquarters, not paid in the store
//   hq-quarantined          headquarters could not apply it
//   hq-log                  the intake log has a hole or an overlap
//   wrong-answer            an answer that cannot be
#include "tests/e2e/harness/checker.hpp"

#include "edge/base/sqlite/db.hpp"
#include "tests/e2e/harness/ledger.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <map>

namespace outpost::e2e {
namespace {

constexpr std::int64_t serial_base = 1'000;  // so that the line costs something: a kilogram and some grams

/// A query whose rows are offences: the first column says what.
struct Rule {
  const char* finding;
  const char* sql;
};

// Joined with sums of the whole table: the store keeps no index by order, and a run has many thousands of
// them.
constexpr Rule store_rules[] = {
    {"half-sale",
     "SELECT lower(hex(o.id)) || ': lines do not add up to ' || o.total_fen FROM orders o LEFT JOIN "
     "(SELECT order_id, sum(amount_fen) AS fen FROM order_line GROUP BY order_id) l "
     "ON l.order_id = o.id WHERE o.state = 'paid' AND l.fen IS NOT o.total_fen"},
    {"half-sale",
     "SELECT lower(hex(o.id)) || ': approved payments do not add up to ' || o.paid_fen FROM orders o "
     "LEFT JOIN (SELECT order_id, sum(amount_fen) AS fen FROM payment WHERE state = 'approved' "
     "GROUP BY order_id) p ON p.order_id = o.id WHERE o.state = 'paid' AND p.fen IS NOT o.paid_fen"},
    {"half-sale",
     "SELECT lower(hex(o.id)) || ': no stock move for a line' FROM orders o LEFT JOIN (SELECT order_id, "
     "count(*) AS n FROM stock_l GROUP BY order_id) s ON s.order_id = o.id LEFT JOIN (SELECT order_id, "
     "count(*) AS n FROM order_line GROUP BY order_id) l ON l.order_id = o.id WHERE o.state = 'paid' "
     "AND s.n IS NOT l.n"},
    {"half-sale",
     "SELECT lower(hex(o.id)) || ': not on its receipt' FROM orders o LEFT JOIN (SELECT order_id, "
     "min(series) AS series, min(number) AS number FROM receipt GROUP BY order_id) r ON r.order_id = o.id "
     "WHERE o.state = 'paid' AND (r.series IS NOT o.series OR r.number IS NOT o.receipt_number)"},
    {"receipt-gap",
     "SELECT 'series ' || series || ': ' || count(*) || ' receipts from ' || min(number) || ' to ' || "
     "max(number) FROM receipt GROUP BY series HAVING min(number) <> 1 OR max(number) <> count(*)"},
    {"receipt-gap",
     "SELECT lower(hex(order_id)) || ': two receipts' FROM receipt GROUP BY order_id HAVING count(*) > 1"},
    {"event-gap",
     "SELECT lower(hex(inc)) || ': ' || count(*) || ' events from ' || min(seq) || ' to ' || max(seq) "
     "FROM outbox GROUP BY inc HAVING min(seq) <> 1 OR max(seq) <> count(*)"},
    {"event-gap",
     "SELECT lower(hex(o.id)) || ': ' || coalesce(e.n, 0) || ' events' FROM orders o LEFT JOIN (SELECT ref, "
     "count(*) AS n FROM outbox WHERE kind = 'order.paid' GROUP BY ref) e ON e.ref = o.id "
     "WHERE o.state = 'paid' AND e.n IS NOT 1"},
    {"sale-twice", "SELECT lower(hex(cart_id)) || ': a cart with two orders' FROM orders GROUP BY cart_id "
                   "HAVING count(*) > 1"},
};

constexpr Rule hq_rules[] = {
    {"hq-doubled", "SELECT lower(hex(id)) || ': ' || count(*) || ' times' FROM orders GROUP BY store_id, id "
                   "HAVING count(*) > 1"},
    {"hq-doubled",
     "SELECT receipt_no || ': on ' || count(*) || ' orders' FROM orders GROUP BY store_id, receipt_no "
     "HAVING count(*) > 1"},
    {"hq-quarantined", "SELECT seq || ': ' || kind || ': ' || reason FROM quarantine"},
    {"hq-log",
     "SELECT first_seq || '..' || last_seq || ' does not follow on ' || before FROM (SELECT first_seq, "
     "last_seq, lag(last_seq, 1, 0) OVER (PARTITION BY store_id, inc ORDER BY first_seq, last_seq) AS before "
     "FROM intake) WHERE first_seq <> before + 1"},
};

template <std::size_t n> void apply(sqlite::Db& db, const Rule (&rules)[n], Checked& out) {
  for (const auto& rule : rules)
    for (auto row = db.prepare(rule.sql); row.step();) out.findings.push_back({rule.finding, row.text(0)});
}

void check_acknowledged(const Sale& sale, const PaidOrders& store, Checked& out) {
  const auto found = store.find(sale.order_id);
  if (found == store.end()) {
    out.findings.push_back({"acknowledged-lost", sale.order_id + " receipt " + sale.receipt_no});
    return;
  }
  const PaidOrder& order = found->second;
  std::map<std::string, std::int64_t> wanted;
  for (const auto& item : sale.basket.items) wanted[item.sku] += item.quantity_milli;
  if (order.total_fen != sale.total_fen || order.quantities != wanted || order.receipt_no != sale.receipt_no)
    out.findings.push_back(
        {"acknowledged-wrong", sale.order_id + ": the store has another number, sum or other lines"});
}

void check_serials(const char* where, const PaidOrders& orders, Checked& out) {
  std::map<std::int64_t, std::string> seen;
  for (const auto& [id, order] : orders) {
    const auto line = order.quantities.find(serial_sku);
    if (line == order.quantities.end()) continue;
    const auto [first, fresh] = seen.emplace(line->second, id);
    if (!fresh)
      out.findings.push_back(
          {"sale-twice", fmt::format("{}: {} and {} are one sale", where, first->second, id)});
  }
}

void check_hq(const PaidOrders& store, const PaidOrders& hq, Checked& out) {
  for (const auto& [id, order] : store) {
    const auto found = hq.find(id);
    if (found == hq.end())
      out.findings.push_back({"hq-missing", id});
    else if (!found->second.same_as(order))
      out.findings.push_back(
          {"hq-half", fmt::format("{}: store {}; headquarters {}", id, order.text(), found->second.text())});
  }
  for (const auto& [id, order] : hq)
    if (!store.contains(id)) out.findings.push_back({"hq-invented", id});
}

}  // namespace

Item serial_item(std::int64_t serial) { return {serial_sku, serial_base + serial}; }

std::int64_t serial_of(const Basket& basket) {
  for (const auto& item : basket.items)
    if (item.sku == serial_sku) return item.quantity_milli - serial_base;
  return 0;
}

bool Checked::has(const std::string& name) const {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.name == name; });
}

void Checked::print() const {
  constexpr int shown = 5;
  std::map<std::string, int> count;
  for (const auto& f : findings)
    if (++count[f.name] <= shown) std::printf("FOUND %s: %s\n", f.name.c_str(), f.text.c_str());
  for (const auto& [name, n] : count) std::printf("FOUND %d of %s\n", n, name.c_str());
}

Checked check(const std::vector<Sale>& sales, const std::string& store_dir, const std::string& hq_dir) {
  Checked out;
  sqlite::Db store_db(store_dir + "/store.db", sqlite::Access::read_only);
  apply(store_db, store_rules, out);
  const PaidOrders store = paid_in_store(store_db);
  for (const auto& sale : sales) {
    if (sale.outcome == Outcome::acknowledged) check_acknowledged(sale, store, out);
    if (!sale.trouble.empty() && sale.outcome != Outcome::unknown)
      out.findings.push_back({"wrong-answer", sale.order_id + ": " + sale.trouble});
  }
  check_serials("store", store, out);
  out.paid_in_store = static_cast<std::int64_t>(store.size());
  out.receipts = store_db.scalar_i64("SELECT count(*) FROM receipt");
  out.events = store_db.scalar_i64("SELECT count(*) FROM outbox");
  if (hq_dir.empty()) return out;
  sqlite::Db hq_db(hq_dir + "/hq.db", sqlite::Access::read_only);
  apply(hq_db, hq_rules, out);
  const PaidOrders hq = orders_at_hq(hq_db);
  check_hq(store, hq, out);
  check_serials("headquarters", hq, out);
  out.orders_at_hq = hq_db.scalar_i64("SELECT count(*) FROM orders");
  return out;
}

}  // namespace outpost::e2e
