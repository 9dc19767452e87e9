// Bringing a database to the newest schema.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/migrations.hpp"

#include <string>
#include <vector>

namespace outpost::store {

/// user_version of a database file that is opened for reading only and left untouched; 0 for a file that does
/// not exist. Error `store-damaged` when it is no database.
Result<int> schema_of(const std::string& path);

/// Applies what is missing, each step in a transaction with its user_version. Before the first step of a
/// database that holds something, copies it to `pre-NNNN.db` beside it, NNNN being the version it comes from.
/// Error `migration-failed`; the database is then as before the failing step.
Result<void> migrate(sqlite::Db& db, const std::vector<Migration>& steps);

}  // namespace outpost::store
