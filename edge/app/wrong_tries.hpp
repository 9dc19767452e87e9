// How often somebody may be wrong. Counted in the store, so a restart forgives nothing. Writer thread.
#pragma once

#include "edge/app/tx.hpp"

namespace outpost::app {

/// `too-many-tries` (busy) while the subject is locked.
Result<void> check_not_locked(sqlite::Db& db, std::string_view subject, Micros now_us);

/// Passwords: 5 wrong ones lock for 60 s, each further one doubles that, up to 15 minutes.
void count_wrong_password(Tx& tx, std::string_view subject);
/// Codes: 10 wrong ones within a minute lock for a minute.
void count_wrong_code(Tx& tx, std::string_view subject);

}  // namespace outpost::app
