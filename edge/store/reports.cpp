#include "edge/store/reports.hpp"

namespace outpost::store {
namespace {

ReportRow row_of(const sqlite::Stmt& st) {
  return {st.id(0), st.text(1), st.text(2), st.text(3), st.i64(4), st.i64(5), st.i64(6), st.text(7)};
}

}  // namespace

void insert_report(sqlite::Db& db, const ReportRow& r) {
  db.prepare("INSERT INTO report(id,unit,station,vin,at_us,series,event_seq,body) VALUES(?,?,?,?,?,?,?,?)")
      .with(r.id, r.unit, r.station, r.vin, r.at_us, r.series, r.event_seq, r.body)
      .run();
}

std::optional<ReportRow> find_report(sqlite::Db& db, const Id& id) {
  auto st = db.prepare("SELECT id,unit,station,vin,at_us,series,event_seq,body FROM report WHERE id=?");
  st.with(id);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::vector<ReportRow> list_reports(sqlite::Db& db, const std::optional<Id>& before, std::size_t limit) {
  auto st = db.prepare(
      "SELECT id,unit,station,vin,at_us,series,event_seq,'' FROM report WHERE (?1 IS NULL OR id<?1) "
      "ORDER BY id DESC LIMIT ?2");
  st.with(before, static_cast<std::int64_t>(limit));
  std::vector<ReportRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

std::optional<Id> last_report_of(sqlite::Db& db, std::string_view unit) {
  auto st = db.prepare("SELECT id FROM report WHERE unit=? ORDER BY at_us DESC LIMIT 1");
  st.with(unit);
  return st.step() ? std::optional(st.id(0)) : std::nullopt;
}

}  // namespace outpost::store
