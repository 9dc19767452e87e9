#include "edge/app/orders.hpp"

#include "edge/app/screens.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/app/unit_board.hpp"
#include "edge/base/time_text.hpp"
#include "edge/core/business_date.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

namespace outpost::http {
namespace {

Result<std::optional<Micros>> time_param(const Call& call, std::string_view name) {
  const std::string_view text = call.request.query_value(name);
  if (text.empty()) return std::optional<Micros>();
  OUTPOST_TRY(const Micros at, parse_rfc3339(text));
  return std::optional(at);
}

Result<std::optional<int>> date_param(const Call& call, std::string_view name) {
  const std::string_view text = call.request.query_value(name);
  if (text.empty()) return std::optional<int>();
  if (const auto date = core::parse_date(text)) return std::optional(*date);
  return fail(Code::invalid, "bad-date", "A date is written like 2026-01-31.");
}

Result<app::OrderFilter> filter_of(const Call& call) {
  app::OrderFilter filter;
  OUTPOST_TRY(filter.limit, limit_param(call));
  filter.after = call.request.query_value("after").substr(0, 100);
  filter.pickup_code = call.request.query_value("pickup_code").substr(0, 16);
  OUTPOST_TRY(filter.from_us, time_param(call, "from"));
  OUTPOST_TRY(filter.to_us, time_param(call, "to"));
  OUTPOST_TRY(filter.business_date, date_param(call, "business_date"));
  const std::string_view state = call.request.query_value("state");
  filter.state = data::parse<data::OrderState>(state);
  if (!state.empty() && !filter.state)
    return fail(Code::invalid, "bad-state", "There is no such state of an order.");
  return filter;
}

/// The printer that was asked for, else the one at the caller's station, else the one where the order was
/// made.
Result<app::UnitInfo> printer_for(Api& api, const Call& call, const std::optional<std::string>& asked,
                                  const Id& order) {
  if (asked) {
    const auto unit = api.units.info(*asked);
    const bool own = unit && (call.actor.role != app::Role::kiosk || unit->station == call.actor.station);
    if (own && unit->enabled && unit->driver == "escpos") return *unit;
    return fail(Code::refused, "no-printer", "There is no receipt printer \"" + *asked + "\" here.");
  }
  if (const auto unit = api.units.at_station(call.actor.station, "escpos")) return *unit;
  OUTPOST_TRY(const auto made, api.readers.read([&](sqlite::Db& db) {
    return app::get_order(db, call.actor, order, api.settings);
  }));
  if (const auto unit = api.units.at_station(made.station, "escpos")) return *unit;
  return fail(Code::refused, "no-printer", "No receipt printer is set up at this station.");
}

using OrderStep = Result<app::Order> (*)(store::Tx&, const app::Actor&, const Id&);

Answer order_step(Api& api, Call& call, OrderStep step) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "order"));
  return write_once(api, call, 200, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_TRY(const auto order, step(tx, call.actor, id));
    return app::to_json(order);
  });
}

}  // namespace

Answer list_orders(Api& api, Call& call) {
  OUTPOST_TRY(const auto filter, filter_of(call));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page, app::list_orders(db, call.actor, filter, api.settings));
    return app::to_json(page);
  });
}

Answer place_order(Api& api, Call& call) {
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const Id quote, in.id("quote_id"));
  return write_once(api, call, 201, [&](store::Tx& tx, const app::CallKey& key) -> Result<std::string> {
    OUTPOST_TRY(const auto order, app::create_order(tx, call.actor, quote, key));
    return app::to_json(order);
  });
}

Answer get_order(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "order"));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto order, app::get_order(db, call.actor, id, api.settings));
    return app::to_json(order);
  });
}

Answer cancel_order(Api& api, Call& call) { return order_step(api, call, app::cancel_order); }
Answer show_order(Api& api, Call& call) { return order_step(api, call, app::show_order); }
Answer leave_order(Api& api, Call& call) { return order_step(api, call, app::leave_order); }

Answer get_receipt(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "order"));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto receipt, app::get_receipt(db, call.actor, id, api.settings));
    return app::to_json(receipt);
  });
}

Answer print_receipt(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "order"));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto asked, in.opt_text("unit", 1, 32));
  OUTPOST_TRY(const auto printer, printer_for(api, call, asked, id));
  auto answer = write_once(api, call, 202, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_TRY(const auto command,
                app::print_receipt(tx, call.actor, id, printer.unit, printer.width_columns));
    return app::to_json(command);
  });
  api.commands_queued();
  return answer;
}

}  // namespace outpost::http
