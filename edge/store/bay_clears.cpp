#include "edge/store/bay_clears.hpp"

namespace outpost::store {
namespace {

constexpr const char* head =
    "SELECT id,report,unit,station,vin,role,person,person_name,asked_us,result,reason,"
    "codes_left,ended_us,series,event_seq FROM bay_clear ";

BayClearRow row_of(const sqlite::Stmt& st) {
  BayClearRow c;
  c.id = st.id(0), c.report = st.id(1), c.unit = st.text(2), c.station = st.text(3), c.vin = st.text(4);
  c.role = st.text(5), c.person = st.text(6), c.person_name = st.text(7), c.asked_us = st.i64(8);
  c.result = st.text(9), c.reason = st.text(10), c.codes_left = st.text(11);
  c.ended_us = st.opt_i64(12), c.series = st.opt_i64(13), c.event_seq = st.opt_i64(14);
  return c;
}

}  // namespace

void insert_clear(sqlite::Db& db, const BayClearRow& c) {
  db.prepare(
        "INSERT INTO bay_clear(id,report,unit,station,vin,role,person,person_name,asked_us,result,reason,"
        "codes_left,ended_us,series,event_seq) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(c.id, c.report, c.unit, c.station, c.vin, c.role, c.person, c.person_name, c.asked_us, c.result,
            c.reason, c.codes_left, c.ended_us, c.series, c.event_seq)
      .run();
}

void update_clear(sqlite::Db& db, const BayClearRow& c) {
  db.prepare("UPDATE bay_clear SET result=?,reason=?,codes_left=?,ended_us=?,series=?,event_seq=? WHERE id=?")
      .with(c.result, c.reason, c.codes_left, c.ended_us, c.series, c.event_seq, c.id)
      .run();
}

std::optional<BayClearRow> find_clear(sqlite::Db& db, const Id& id) {
  auto st = db.prepare(std::string(head) + "WHERE id=?");
  st.with(id);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::vector<BayClearRow> clears_of(sqlite::Db& db, const Id& report) {
  auto st = db.prepare(std::string(head) + "WHERE report=? ORDER BY asked_us,id");
  st.with(report);
  std::vector<BayClearRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

bool cleared_since(sqlite::Db& db, std::string_view vin, Micros since_us) {
  auto st = db.prepare("SELECT 1 FROM bay_clear WHERE vin=? AND asked_us>=? AND (result<>'failed' OR "
                       "reason='lost') LIMIT 1");
  st.with(vin, since_us);
  return st.step();
}

}  // namespace outpost::store
