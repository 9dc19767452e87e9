// The SQLite implementation of storage.hpp. SQL is confined to store_*.cpp and kept to what plain PostgreSQL
// shares: store_id leads every key of a store's rows, no triggers, no serial numbers, no clock in SQL.
#pragma once

#include "sync/hq/storage.hpp"

#include <string>

namespace outpost::hq {

enum class Access { write, read };

/// Opens DIR/hq.db; creates it and its tables for `write`. Errors: `hq-newer` (made by a newer program; left
/// untouched), `hq-storage` (anything else, in one sentence).
Result<std::unique_ptr<Connection>> open_sqlite(const std::string& dir, Access access);

/// Compares the token in the database with DIR/secrets/boot.token and rolls both; a mismatch means that the
/// database is an old copy of itself, and gives it a new generation. Call once, before anything else uses it.
/// True when the generation is new. Error `hq-storage`.
Result<bool> check_boot_token(const std::string& dir, Connection& connection);

/// A copy at `path`, as of one moment, that knows it is a copy. Error `cannot-write`.
Result<void> backup_sqlite(const std::string& dir, const std::string& path);

}  // namespace outpost::hq
