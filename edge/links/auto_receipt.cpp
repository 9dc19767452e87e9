#include "edge/links/auto_receipt.hpp"

#include "edge/app/orders.hpp"
#include "edge/app/terminals.hpp"
#include "edge/base/log/log.hpp"
#include "edge/store/commands.hpp"
#include "edge/store/sale.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outpost::links {
namespace {

struct Paid {
  Id order;
  std::string station;  ///< where the money was taken, which may be a till for a kiosk's order
};

std::optional<Paid> paid_order(const store::LiveEvent& event) {
  if (event.topic != "order" || event.json.find("\"paid\"") == std::string::npos) return std::nullopt;
  const auto j = nlohmann::json::parse(event.json, nullptr, false);
  if (!j.is_object() || j.value("type", "") != "paid" || !j.contains("order")) return std::nullopt;
  const auto id = parse_id(j["order"].value("id", ""));
  if (!id.ok()) return std::nullopt;
  return Paid{*id, j.value("station", "")};
}

bool is_kiosk(store::Tx& tx, const std::string& station) {
  app::Actor box;
  box.role = app::Role::owner;
  const auto terminals = app::list_terminals(tx.db, box, tx.now_us);
  if (!terminals.ok()) return false;
  return std::any_of(terminals->items.begin(), terminals->items.end(), [&](const app::Terminal& t) {
    return t.station == station && t.role == app::Role::kiosk && t.state == "active";
  });
}

/// The station that took the money: of the last approved payment.
std::string paying_station(const app::Order& order) {
  for (auto p = order.payments.rbegin(); p != order.payments.rend(); ++p)
    if (p->state == data::PaymentState::approved && !p->station.empty()) return p->station;
  return order.station;
}

// A receipt that comes later than this finds no customer.
constexpr Micros catch_up_us = 10 * 60 * us_per_s;

Result<void> queue(store::Tx& tx, app::UnitBoard& board, const Id& id) {
  app::Actor box;
  box.label = "receipt";
  box.role = app::Role::owner;
  OUTPOST_TRY(const auto order, app::get_order(tx.db, box, id, tx.settings));
  const std::string station = paying_station(order);
  const auto printer = board.at_station(station, "escpos");
  if (!printer || is_kiosk(tx, station)) return {};
  box.station = station;
  OUTPOST_CHECK(app::print_receipt(tx, box, id, printer->unit, printer->width_columns));
  return {};
}

}  // namespace

void AutoReceipt::catch_up() {
  writer_.submit(
      store::Lane::sales,
      [this](store::Tx& tx) -> Result<void> {
        for (const auto& id : store::orders_paid_since(tx.db, tx.now_us - catch_up_us))
          if (!store::receipt_printed(tx.db, id)) OUTPOST_CHECK(queue(tx, board_, id));
        return {};
      },
      [](const Result<void>& end) {
        if (!end.ok()) log::warning("receipts from before the start were not queued: " + end.error().text);
      });
}

void AutoReceipt::on_event(const store::LiveEvent& event) {
  const auto paid = paid_order(event);
  if (!paid) return;
  writer_.submit(
      store::Lane::sales, [this, id = paid->order](store::Tx& tx) { return queue(tx, board_, id); },
      [this](const Result<void>& end) {
        if (!end.ok()) log::warning("a receipt was not queued for printing: " + end.error().text);
        commands_queued_();
      });
}

}  // namespace outpost::links
