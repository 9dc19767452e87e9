#include "edge/store/invitations.hpp"

namespace outpost::store {

std::set<Id> open_invitations(sqlite::Db& db, Micros now_us) {
  auto st = db.prepare("SELECT terminal_id FROM enrolment WHERE expires_us>?");
  st.with(now_us);
  std::set<Id> out;
  while (st.step()) out.insert(st.id(0));
  return out;
}

void forget_invitations(sqlite::Db& db, Micros made_before_us) {
  db.prepare("DELETE FROM enrolment WHERE terminal_id IN "
             "(SELECT id FROM terminal WHERE token_hash IS NULL AND created_us<?)")
      .with(made_before_us)
      .run();
  db.prepare("DELETE FROM terminal WHERE token_hash IS NULL AND created_us<?").with(made_before_us).run();
}

}  // namespace outpost::store
