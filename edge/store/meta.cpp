#include "edge/store/meta.hpp"

namespace outpost::store {

std::optional<std::string> get_meta(sqlite::Db& db, std::string_view key) {
  auto st = db.prepare("SELECT value FROM meta WHERE key=?");
  st.with(key);
  return st.step() ? std::optional(st.text(0)) : std::nullopt;
}

void put_meta(sqlite::Db& db, std::string_view key, std::string_view value) {
  db.prepare("INSERT INTO meta(key,value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value")
      .with(key, value)
      .run();
}

void drop_meta(sqlite::Db& db, std::string_view key) {
  db.prepare("DELETE FROM meta WHERE key=?").with(key).run();
}

}  // namespace outpost::store
