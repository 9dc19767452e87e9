// Terminals whose code was not used yet.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <set>

namespace outpost::store {

/// Those whose code is still good at `now_us`.
std::set<Id> open_invitations(sqlite::Db& db, Micros now_us);
/// Deletes terminals made before `made_before_us` whose code was never used, and the code. They have done
/// nothing, so no other row names them.
void forget_invitations(sqlite::Db& db, Micros made_before_us);

}  // namespace outpost::store
