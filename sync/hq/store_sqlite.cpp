#include "sync/hq/store_sqlite.hpp"

#include "edge/base/paths.hpp"
#include "sync/hq/store_parts.hpp"

#include <filesystem>
#include <unistd.h>

namespace outpost::hq {
namespace {

constexpr int read_cut_ms = 2'000;  // a list that takes longer is cut, so that no reader holds the log

class SqliteConnection final : public Connection {
public:
  SqliteConnection(const std::string& path, Access access)
      : db_(path, access == Access::write ? sqlite::Access::read_write : sqlite::Access::read_only),
        intake_(db_), apply_(db_), registry_(db_), publication_(db_), queries_(db_) {
    if (access == Access::read) db_.limit_statement_ms(read_cut_ms);
  }

  void begin() override { db_.prepare("BEGIN IMMEDIATE").run(); }
  void commit() override { db_.prepare("COMMIT").run(); }
  void rollback() noexcept override {
    intake_.forget();
    try {
      if (db_.in_transaction()) db_.prepare("ROLLBACK").run();
    } catch (const sqlite::Failure&) {  // SQLite has rolled back by itself
    }
  }
  Trouble trouble(const std::exception& e) const override {
    const auto* failure = dynamic_cast<const sqlite::Failure*>(&e);
    if (failure && failure->is_full()) return Trouble::full;
    return failure && failure->is_storage() ? Trouble::broken : Trouble::other;
  }
  void tidy() override { db_.checkpoint_passive(); }

  session::HqStorage& intake() override { return intake_; }
  ApplyStorage& apply() override { return apply_; }
  Registry& registry() override { return registry_; }
  Publication& publication() override { return publication_; }
  Queries& queries() override { return queries_; }
  sqlite::Db& db() { return db_; }

private:
  sqlite::Db db_;
  SqliteIntake intake_;
  SqliteApply apply_;
  SqliteRegistry registry_;
  SqlitePublication publication_;
  SqliteQueries queries_;
};

Error storage_error(const std::exception& e) { return fail(Code::io, "hq-storage", e.what()); }

std::string fresh_token() {
  SystemRandom random;
  Bytes bytes(16);
  random.fill(bytes);
  return to_hex(bytes);
}

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const std::string& dir, Access access) {
  try {
    auto connection = std::make_unique<SqliteConnection>(dir + "/hq.db", access);
    if (access == Access::write) OUTPOST_CHECK(migrate(connection->db()));
    return std::unique_ptr<Connection>(std::move(connection));
  } catch (const sqlite::Failure& e) {
    return storage_error(e);
  }
}

/// The file holds the token that the database should have, or two while they are being rolled: a crash
/// between must not look like an old copy.
Result<bool> check_boot_token(const std::string& dir, Connection& connection) {
  auto& db = static_cast<SqliteConnection&>(connection).db();
  const std::string path = dir + "/secrets/boot.token";
  const auto kept = read_secret(path);
  const std::string fresh = fresh_token();
  try {
    const std::string in_db = meta(db, "boot_token");
    const bool known = kept.ok() && !in_db.empty() && kept->find(in_db) != std::string::npos;
    const bool first_run = in_db.empty() && !kept.ok();
    OUTPOST_CHECK(write_secret(path, known ? in_db + " " + fresh : fresh));
    Work work(connection);
    put_meta(db, "boot_token", fresh);
    if (!known && !first_run) connection.intake().renew_generation("the database was put back from a copy");
    connection.intake().generation();
    work.commit();
    OUTPOST_CHECK(write_secret(path, fresh));
    return !known && !first_run;
  } catch (const sqlite::Failure& e) {
    return storage_error(e);
  }
}

Result<void> backup_sqlite(const std::string& dir, const std::string& path) {
  try {
    if (std::filesystem::exists(path))
      return fail(Code::conflict, "cannot-write", path + ": is there already");
    sqlite::Db source(dir + "/hq.db", sqlite::Access::read_only);
    source.exec("PRAGMA query_only=OFF");  // VACUUM INTO writes another file, but counts as writing
    source.backup_to(path);
    sqlite::Db copy(path, sqlite::Access::read_write);
    put_meta(copy, "boot_token", "backup-" + fresh_token());
    copy.checkpoint_truncate();
    return {};
  } catch (const std::exception& e) {
    return fail(Code::io, "cannot-write", e.what());
  }
}

}  // namespace outpost::hq
