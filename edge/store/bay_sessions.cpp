#include "edge/store/bay_sessions.hpp"

namespace outpost::store {
namespace {

constexpr const char* head = "SELECT report,unit,station,person,vin,boot,waiting,started_us,heard_us,"
                             "asked_us,steps,bytes FROM bay_session ";

BaySessionRow row_of(const sqlite::Stmt& st) {
  return {st.id(0),   st.text(1), st.text(2), st.text(3), st.text(4), st.id(5),
          st.flag(6), st.i64(7),  st.i64(8),  st.i64(9),  st.i64(10), st.i64(11)};
}

}  // namespace

void insert_session(sqlite::Db& db, const BaySessionRow& s) {
  db.prepare("INSERT INTO bay_session(report,unit,station,person,vin,boot,waiting,started_us,heard_us,"
             "asked_us,steps,bytes) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(s.report, s.unit, s.station, s.person, s.vin, s.boot, s.waiting, s.started_us, s.heard_us,
            s.asked_us, s.steps, s.bytes)
      .run();
}

void update_session(sqlite::Db& db, const BaySessionRow& s) {
  db.prepare("UPDATE bay_session SET vin=?,boot=?,waiting=?,heard_us=?,asked_us=?,steps=?,bytes=? "
             "WHERE report=?")
      .with(s.vin, s.boot, s.waiting, s.heard_us, s.asked_us, s.steps, s.bytes, s.report)
      .run();
}

std::optional<BaySessionRow> find_session(sqlite::Db& db, const Id& report) {
  auto st = db.prepare(std::string(head) + "WHERE report=?");
  st.with(report);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::vector<BaySessionRow> all_sessions(sqlite::Db& db) {
  auto st = db.prepare(std::string(head) + "ORDER BY started_us,report");
  std::vector<BaySessionRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

void drop_session(sqlite::Db& db, const Id& report) {
  db.prepare("DELETE FROM bay_step WHERE report=?").with(report).run();
  db.prepare("DELETE FROM bay_session WHERE report=?").with(report).run();
}

void put_step(sqlite::Db& db, const Id& report, const BayStepRow& step) {
  db.prepare("INSERT OR REPLACE INTO bay_step(report,n,body) VALUES(?,?,?)")
      .with(report, step.n, step.body)
      .run();
}

std::optional<std::string> find_step(sqlite::Db& db, const Id& report, std::int64_t n) {
  auto st = db.prepare("SELECT body FROM bay_step WHERE report=? AND n=?");
  st.with(report, n);
  return st.step() ? std::optional(st.text(0)) : std::nullopt;
}

std::vector<BayStepRow> steps_of(sqlite::Db& db, const Id& report) {
  auto st = db.prepare("SELECT n,body FROM bay_step WHERE report=? ORDER BY n");
  st.with(report);
  std::vector<BayStepRow> rows;
  while (st.step()) rows.push_back({st.i64(0), st.text(1)});
  return rows;
}

}  // namespace outpost::store
