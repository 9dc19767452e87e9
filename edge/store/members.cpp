#include "edge/store/members.hpp"

namespace outpost::store {

MemberCodeUse use_member_code(sqlite::Db& db, std::string_view mac, Micros until_us, Micros now_us,
                              std::int64_t most) {
  auto known = db.prepare("SELECT 1 FROM member_code_used WHERE mac=?");
  known.with(mac);
  if (known.step()) return MemberCodeUse::again;
  db.prepare("DELETE FROM member_code_used WHERE until_us<?").with(now_us).run();
  if (db.scalar_i64("SELECT count(*) FROM member_code_used") >= most) return MemberCodeUse::too_many;
  db.prepare("INSERT INTO member_code_used(mac,until_us) VALUES(?,?)").with(mac, until_us).run();
  return MemberCodeUse::first;
}

}  // namespace outpost::store
