#include "edge/app/commands.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/app/unit_json.hpp"
#include "edge/contract/ipc/driver_table.hpp"
#include "edge/contract/ipc/print_job.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"
#include "edge/http/routes/unit_calls.hpp"

namespace outpost::http {

Result<app::UnitInfo> unit_of(Api& api, const Call& call) {
  if (const auto unit = api.units.info(call.param("unit"))) return *unit;
  return fail(Code::not_found, "unknown-unit", "There is no unit of this name in the configuration.");
}

Result<void> check_enabled(const app::UnitInfo& unit) {
  if (unit.enabled) return {};
  return fail(Code::conflict, "unit-disabled", "This unit is switched off in the configuration.");
}

std::string items_json(const std::vector<std::string>& items) {
  std::string out = "{\"items\":[";
  for (std::size_t i = 0; i < items.size(); ++i) out += (i ? "," : "") + items[i];
  return out + "],\"next\":null}";
}

Answer queue(Api& api, Call& call, const app::UnitInfo& unit, const std::string& command,
             const std::string& body) {
  OUTPOST_CHECK(check_enabled(unit));
  auto answer = write_once(api, call, 202, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_TRY(const auto queued, app::queue_command(tx, call.actor, unit.unit, command, body));
    return app::to_json(queued);
  });
  api.commands_queued();
  return answer;
}

Answer list_devices(Api& api, Call& call) {
  const bool kiosk = call.actor.role == app::Role::kiosk;
  std::vector<std::string> items;
  for (const auto& view : api.units.all())
    if (!kiosk || view.info.station == call.actor.station) items.push_back(app::device_json(view));
  return std::optional(Reply::json(200, items_json(items)));
}

Answer get_device(Api& api, Call& call) {
  OUTPOST_TRY(const auto unit, unit_of(api, call));
  return std::optional(Reply::json(200, app::device_json(*api.units.one(unit.unit))));
}

Answer list_shelves(Api& api, Call&) {
  std::vector<std::string> items;
  for (const auto& view : api.units.all())
    if (view.info.driver == "shelf_stream") items.push_back(app::shelf_json(view));
  return std::optional(Reply::json(200, items_json(items)));
}

Answer command_device(Api& api, Call& call) {
  OUTPOST_TRY(const auto unit, unit_of(api, call));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto command, in.text("command", 1, 32));
  if (!ipc::may_do(*ipc::find_driver(unit.driver), command))
    return fail(Code::refused, "command-not-known", "This unit's driver does not know that command.");
  if (!ipc::may_ask(*ipc::find_driver(unit.driver), command))
    return fail(Code::refused, "command-has-own-call", "This command has a call of its own.");
  const std::string body = in.dump_without("command");
  if (command == "print") {
    if (auto job = ipc::decode_print(body); !job.ok()) return std::move(job).error();
  }
  return queue(api, call, unit, command, body);
}

Answer get_command(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "command"));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto command, app::get_command(db, call.actor, id));
    const auto unit = api.units.info(command.unit);
    if (call.actor.role == app::Role::kiosk && (!unit || unit->station != call.actor.station))
      return fail(Code::not_found, "unknown-command", "There is no such command.");
    return app::to_json(command);
  });
}

}  // namespace outpost::http
