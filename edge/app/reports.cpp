#include "edge/app/reports.hpp"

#include "edge/app/bay_clear.hpp"
#include "edge/app/events.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/base/time_text.hpp"
#include "edge/store/bay_sessions.hpp"
#include "edge/store/outbox.hpp"
#include "edge/store/reports.hpp"

#include <nlohmann/json.hpp>

namespace outpost::app {
namespace {

constexpr std::size_t most_report_bytes = 1 << 20;

Report shape(sqlite::Db& db, store::ReportRow row) {
  const auto sync = store::sync_state(db, row.series, row.event_seq);
  return {row.id,
          std::move(row.unit),
          std::move(row.station),
          std::move(row.vin),
          row.at_us,
          sync,
          std::move(row.body),
          {}};
}

std::string event_body(const store::ReportRow& r) {
  JsonOut j;
  j.open('{').field("id", r.id).field("vin", r.vin).field("station", r.station).field("unit", r.unit);
  j.word("at", rfc3339(r.at_us)).key("report").json(r.body).close('}');
  return j.take();
}

void tell(Tx& tx, Report report) {
  report.body.clear();
  JsonOut j;
  j.open('{')
      .word("topic", "bay")
      .word("type", "report")
      .field("station", report.station)
      .field("unit", report.unit);
  j.key("report").json(to_json(report)).close('}');
  tx.events.push_back({"bay", report.station, j.take()});
}

Result<std::string> compact(const std::string& body) {
  if (body.size() > most_report_bytes)
    return fail(Code::too_large, "report-too-large", "The report is over 1 MiB.");
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Code::invalid, "bad-report", "The report is not a JSON object.");
  return json.dump();
}

}  // namespace

Result<Report> keep_report(Tx& tx, const Id& id, const std::string& unit, const std::string& station,
                           const std::string& vin, Micros at_us, const std::string& body) {
  store::drop_session(tx.db, id);
  if (auto before = store::find_report(tx.db, id)) return shape(tx.db, std::move(*before));
  OUTPOST_TRY(auto text, compact(body));
  store::ReportRow row{id, unit, station, vin, at_us, 0, 0, std::move(text)};
  const auto key = append_event(tx, "diagnostics.report", 1, id, event_body(row));
  row.series = key.series, row.event_seq = key.seq;
  store::insert_report(tx.db, row);
  auto report = shape(tx.db, std::move(row));
  tell(tx, report);
  return report;
}

Result<Page<Report>> list_reports(sqlite::Db& db, const Actor&, int limit, std::string_view after) {
  if (limit < 1 || limit > 200) return fail(Code::invalid, "bad-limit", "limit must be 1 to 200.");
  std::optional<Id> before;
  if (!after.empty()) {
    OUTPOST_TRY(before, parse_id(after));
  }
  const auto most = static_cast<std::size_t>(limit);
  Page<Report> page;
  for (auto& row : store::list_reports(db, before, most + 1)) page.items.push_back(shape(db, std::move(row)));
  if (page.items.size() > most) {
    page.items.pop_back();
    page.next = page.items.back().id.text();
  }
  return page;
}

Result<Report> get_report(sqlite::Db& db, const Actor&, const Id& id) {
  auto row = store::find_report(db, id);
  if (!row) return fail(Code::not_found, "unknown-report", "There is no such report.");
  auto report = shape(db, std::move(*row));
  report.clears = clears_of(db, id);
  return report;
}

std::optional<Id> last_report_of(sqlite::Db& db, const std::string& unit) {
  return store::last_report_of(db, unit);
}

}  // namespace outpost::app
