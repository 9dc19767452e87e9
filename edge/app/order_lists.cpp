// What can be asked about many orders.
#include "edge/app/order_work.hpp"
#include "edge/core/business_date.hpp"
#include "edge/store/orders.hpp"
#include "edge/store/sale.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace outpost::app {
namespace {

constexpr std::size_t top_products = 10;
// How long before its day began an order can have been made that was paid on that day: looking further back
// would read the whole past for the last page of every day.
constexpr Micros longest_wait_us = 24LL * 3600 * us_per_s;
constexpr std::size_t rows_at_once = 200;

Result<store::OrderQuery> query_of(const Actor& actor, const OrderFilter& f) {
  if (f.limit < 1 || f.limit > 200) return fail(Code::invalid, "bad-limit", "limit must be 1 to 200.");
  store::OrderQuery q;
  if (!f.after.empty()) {
    OUTPOST_TRY(const auto id, parse_id(f.after));
    q.before = id;
  }
  if (actor.role == Role::kiosk) q.station = actor.station;
  if (f.from_us) q.not_before = store::first_id_at(*f.from_us);
  if (f.to_us) q.below = store::first_id_at(*f.to_us);
  q.state = f.state;
  q.pickup_code = f.pickup_code;
  q.limit = static_cast<std::size_t>(f.limit) + 1;
  return q;
}

void count_order(Today& day, std::map<std::string, Today::Top>& products, const store::OrderRow& order,
                 const std::string& zone) {
  ++day.orders;
  day.sales_fen += order.total_fen;
  auto& hour = day.by_hour[static_cast<std::size_t>(core::local_hour(order.paid_us.value_or(0), zone))];
  ++hour.orders;
  hour.sales_fen += order.total_fen;
  for (const auto& p : order.payments)
    if (p.state == data::PaymentState::approved)
      (p.tender == data::Tender::cash ? day.cash_fen : day.code_fen) += p.amount_fen;
  for (const auto& l : order.lines) {
    auto& top =
        products.try_emplace(l.sku, Today::Top{l.sku, l.name, l.name_en, l.unit, 0, {}}).first->second;
    top.quantity_milli += l.quantity_milli;
    top.amount_fen += l.amount_fen;
  }
}

/// The business date that an order counts for.
int date_of(const store::OrderRow& order, const Settings& s) {
  return order.business_date.value_or(core::business_date(order.created_us, s.zone, s.day_start_min, 0));
}

/// What the query finds of one business date. Ids tell when orders were made, and not the date on their
/// receipts: so it reads a little more than the day, and looks at each.
std::vector<store::OrderRow> list_of_day(sqlite::Db& db, store::OrderQuery q, int date, const Settings& s) {
  const auto day = core::business_day(date, s.zone, s.day_start_min);
  q.not_before = std::max(q.not_before.value_or(Id{}), store::first_id_at(day.from_us - longest_wait_us));
  const auto end = store::first_id_at(day.to_us);
  q.below = std::min(q.below.value_or(end), end);
  const auto wanted = std::exchange(q.limit, rows_at_once);
  std::vector<store::OrderRow> found;
  for (;;) {
    auto rows = store::list_orders(db, q);
    const bool last = rows.size() < rows_at_once;
    if (!last) q.before = rows.back().id;
    for (auto& row : rows)
      if (found.size() < wanted && date_of(row, s) == date) found.push_back(std::move(row));
    if (last || found.size() == wanted) return found;
  }
}

}  // namespace

Result<Page<Order>> list_orders(sqlite::Db& db, const Actor& actor, const OrderFilter& filter,
                                const Settings& settings) {
  OUTPOST_TRY(const auto query, query_of(actor, filter));
  Page<Order> page;
  const auto date = filter.business_date;
  for (auto& row : date ? list_of_day(db, query, *date, settings) : store::list_orders(db, query))
    page.items.push_back(order_shape(db, std::move(row), settings));
  if (page.items.size() == query.limit) {
    page.items.pop_back();
    page.next = page.items.back().id.text();
  }
  return page;
}

Result<Today> today(sqlite::Db& db, const Actor&, const Settings& settings, Micros now_us) {
  Today day;
  day.business_date =
      core::business_date(now_us, settings.zone, settings.day_start_min, store::newest_business_date(db));
  std::map<std::string, Today::Top> products;
  for (const auto& id : store::orders_of_date(db, day.business_date))
    if (const auto order = store::find_order(db, id)) count_order(day, products, *order, settings.zone);
  if (day.orders) day.average_fen = Fen{(day.sales_fen.v + day.orders / 2) / day.orders};
  for (auto& [_, top] : products) day.top.push_back(std::move(top));
  std::sort(day.top.begin(), day.top.end(), [](const Today::Top& a, const Today::Top& b) {
    return a.amount_fen != b.amount_fen ? a.amount_fen > b.amount_fen : a.sku < b.sku;
  });
  if (day.top.size() > top_products) day.top.resize(top_products);
  return day;
}

}  // namespace outpost::app
