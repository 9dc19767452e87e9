#include "edge/app/bay_clear.hpp"
#include "edge/app/reports.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/app/unit_json.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"
#include "edge/http/routes/unit_calls.hpp"

namespace outpost::http {
namespace {

Result<app::UnitInfo> bay_of(Api& api, const Call& call) {
  OUTPOST_TRY(auto unit, unit_of(api, call));
  if (unit.driver == "obd_bay") return unit;
  return fail(Code::not_found, "unknown-unit", "This unit is not a diagnostic bay.");
}

Answer command_bay(Api& api, Call& call, const std::string& command) {
  OUTPOST_TRY(const auto unit, bay_of(api, call));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  return queue(api, call, unit, command, in.dump());
}

}  // namespace

Answer list_bays(Api& api, Call&) {
  return read_json(api, [&](sqlite::Db& db) {
    std::vector<std::string> items;
    for (const auto& view : api.units.all())
      if (view.info.driver == "obd_bay")
        items.push_back(app::bay_json(view, app::last_report_of(db, view.info.unit),
                                      app::session_of(db, view.info.unit)));
    return items_json(items);
  });
}

/// Nothing of the caller's goes along: only edge itself resumes a report.
Answer make_report(Api& api, Call& call) {
  OUTPOST_TRY(const auto unit, bay_of(api, call));
  return queue(api, call, unit, "report", "{}");
}
Answer start_live(Api& api, Call& call) { return command_bay(api, call, "live"); }
Answer stop_bay(Api& api, Call& call) { return command_bay(api, call, "stop"); }

Answer clear_codes(Api& api, Call& call) {
  OUTPOST_TRY(const auto unit, bay_of(api, call));
  OUTPOST_CHECK(check_enabled(unit));
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const Id report, in.id("report_id"));
  auto answer = write_once(api, call, 202, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    const auto car = app::car_of(*api.units.one(unit.unit));
    OUTPOST_TRY(const auto queued,
                app::clear_codes(tx, call.actor, {unit.unit, unit.station, report, car.ready, car.vin}));
    return app::to_json(queued);
  });
  api.commands_queued();
  return answer;
}

Answer list_reports(Api& api, Call& call) {
  OUTPOST_TRY(const int limit, limit_param(call));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page,
                app::list_reports(db, call.actor, limit, call.request.query_value("after").substr(0, 100)));
    return app::to_json(page);
  });
}

Answer get_report(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "report"));
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto report, app::get_report(db, call.actor, id));
    return app::to_json(report);
  });
}

}  // namespace outpost::http
