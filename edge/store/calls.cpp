#include "edge/store/calls.hpp"

namespace outpost::store {

std::optional<CallRow> find_call(sqlite::Db& db, ByteView digest) {
  auto st = db.prepare("SELECT call,body_hash,status,body FROM call_key WHERE digest=?");
  st.with(digest);
  return st.step() ? std::optional(CallRow{st.text(0), st.blob(1), st.i32(2), st.text(3)}) : std::nullopt;
}

void insert_call(sqlite::Db& db, ByteView digest, const CallRow& row, Micros now_us) {
  db.prepare("INSERT INTO call_key(digest,call,body_hash,status,body,created_us) VALUES(?,?,?,?,?,?)")
      .with(digest, row.call, ByteView(row.body_hash), row.status, row.body, now_us)
      .run();
}

std::int64_t forget_calls(sqlite::Db& db, Micros before_us, std::int64_t most) {
  db.prepare("DELETE FROM call_key WHERE created_us<?1 AND n IN (SELECT n FROM call_key ORDER BY n LIMIT ?2)")
      .with(before_us, most)
      .run();
  return db.changes();
}

}  // namespace outpost::store
