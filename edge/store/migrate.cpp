#include "edge/store/migrate.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace outpost::store {
namespace {

int version_of(sqlite::Db& db) { return static_cast<int>(db.scalar_i64("PRAGMA user_version")); }

void keep_copy(sqlite::Db& db, int version) {
  const auto path = std::filesystem::path(db.path()).parent_path() / fmt::format("pre-{:04}.db", version);
  std::filesystem::remove(path);  // of a migration that was cut off
  db.backup_to(path.string());
}

void apply(sqlite::Db& db, const Migration& step, int version) {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec(step.sql);
    db.exec(fmt::format("PRAGMA user_version={}", version));
    db.exec("COMMIT");
  } catch (...) {
    if (db.in_transaction()) db.exec("ROLLBACK");
    throw;
  }
}

}  // namespace

Result<int> schema_of(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return 0;
  try {
    sqlite::Db db(path, sqlite::Access::read_only);
    return version_of(db);
  } catch (const sqlite::Failure& e) {
    return fail(Code::corrupt, "store-damaged", fmt::format("{} cannot be read: {}", path, e.what()));
  }
}

Result<void> migrate(sqlite::Db& db, const std::vector<Migration>& steps) {
  const int from = version_of(db);
  try {
    if (from > 0 && from < static_cast<int>(steps.size())) keep_copy(db, from);
    for (int v = from; v < static_cast<int>(steps.size()); ++v)
      apply(db, steps[static_cast<std::size_t>(v)], v + 1);
  } catch (const sqlite::Failure& e) {
    return fail(e.is_full() ? Code::unavailable : Code::internal,
                e.is_full() ? "storage-full" : "migration-failed",
                fmt::format("The database could not be brought from schema {} to {}: {}", from, steps.size(),
                            e.what()));
  }
  return {};
}

}  // namespace outpost::store
