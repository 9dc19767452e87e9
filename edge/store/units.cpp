#include "edge/store/units.hpp"

namespace outpost::store {

std::optional<std::string> kept_of(sqlite::Db& db, std::string_view unit) {
  auto st = db.prepare("SELECT kept FROM unit_kept WHERE unit=?");
  st.with(unit);
  return st.step() ? std::optional(st.text(0)) : std::nullopt;
}

void put_kept(sqlite::Db& db, std::string_view unit, std::string_view json, Micros now_us) {
  db.prepare("INSERT OR REPLACE INTO unit_kept(unit,kept,changed_us) VALUES(?,?,?)")
      .with(unit, json, now_us)
      .run();
}

std::optional<ScanSeen> last_scan(sqlite::Db& db, std::string_view unit) {
  auto st = db.prepare("SELECT boot,seq FROM scan_seen WHERE unit=?");
  st.with(unit);
  return st.step() ? std::optional(ScanSeen{st.id(0), st.i64(1)}) : std::nullopt;
}

void put_last_scan(sqlite::Db& db, std::string_view unit, const ScanSeen& seen) {
  db.prepare("INSERT OR REPLACE INTO scan_seen(unit,boot,seq) VALUES(?,?,?)")
      .with(unit, seen.boot, seen.seq)
      .run();
}

}  // namespace outpost::store
