#include "edge/base/sqlite/db.hpp"

#include <ctime>
#include <sqlite3.h>

namespace outpost::sqlite {
namespace {

constexpr int busy_ms = 2'000;             // another connection's checkpoint or backup, never another writer
constexpr int progress_every_ops = 4'000;  // about 0.1 ms of virtual machine steps
constexpr std::size_t max_idle_statements = 256;

std::int64_t monotonic_us() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000 + t.tv_nsec / 1'000;
}

int primary(int rc) { return rc & 0xFF; }

}  // namespace

bool Failure::is_full() const { return primary(rc) == SQLITE_FULL; }
bool Failure::is_busy() const { return primary(rc) == SQLITE_BUSY || primary(rc) == SQLITE_LOCKED; }
bool Failure::is_constraint() const { return primary(rc) == SQLITE_CONSTRAINT; }
bool Failure::is_interrupted() const { return primary(rc) == SQLITE_INTERRUPT; }
bool Failure::is_storage() const {
  const int p = primary(rc);
  return p == SQLITE_IOERR || p == SQLITE_CORRUPT || p == SQLITE_NOTADB || p == SQLITE_PROTOCOL;
}

Stmt::Stmt(Db* db, sqlite3_stmt* st) : db_(db), st_(st), sql_(sqlite3_sql(st)) {}
Stmt::Stmt(Stmt&& o) noexcept : db_(o.db_), st_(std::exchange(o.st_, nullptr)), sql_(o.sql_) {}
Stmt::~Stmt() {
  if (st_) db_->give_back(st_, sql_);
}

Stmt& Stmt::bind(int i, std::int64_t v) {
  if (const int rc = sqlite3_bind_int64(st_, i, v)) db_->fail(rc, sql_);
  return *this;
}
Stmt& Stmt::bind(int i, std::string_view v) {
  if (const int rc =
          sqlite3_bind_text64(st_, i, v.data() ? v.data() : "", v.size(), SQLITE_TRANSIENT, SQLITE_UTF8))
    db_->fail(rc, sql_);
  return *this;
}
Stmt& Stmt::bind(int i, ByteView v) {
  static constexpr char empty = 0;
  if (const int rc = sqlite3_bind_blob64(st_, i, v.empty() ? static_cast<const void*>(&empty) : v.data(),
                                         v.size(), SQLITE_TRANSIENT))
    db_->fail(rc, sql_);
  return *this;
}
Stmt& Stmt::bind(int i, std::nullopt_t) {
  if (const int rc = sqlite3_bind_null(st_, i)) db_->fail(rc, sql_);
  return *this;
}

bool Stmt::step() {
  if (db_->cut_after_us_) db_->cut_at_us_ = monotonic_us() + db_->cut_after_us_;
  const int rc = sqlite3_step(st_);
  if (rc == SQLITE_ROW) return true;
  if (rc == SQLITE_DONE) return false;
  db_->fail(sqlite3_extended_errcode(db_->db_), sql_);
}

void Stmt::run() {
  while (step()) {
  }
}

void Stmt::reset() {
  sqlite3_reset(st_);
  sqlite3_clear_bindings(st_);
}

std::int64_t Stmt::i64(int col) const { return sqlite3_column_int64(st_, col); }
std::string Stmt::text(int col) const {
  const auto* p = reinterpret_cast<const char*>(sqlite3_column_text(st_, col));
  return p ? std::string(p, static_cast<std::size_t>(sqlite3_column_bytes(st_, col))) : std::string();
}
Bytes Stmt::blob(int col) const {
  const auto* p = static_cast<const std::uint8_t*>(sqlite3_column_blob(st_, col));
  return p ? Bytes(p, p + sqlite3_column_bytes(st_, col)) : Bytes();
}
Id Stmt::id(int col) const {
  auto id = id_from_bytes(blob(col));
  if (!id) throw Failure(SQLITE_MISMATCH, "a column that should hold an id does not: " + std::string(sql_));
  return *id;
}
bool Stmt::null(int col) const { return sqlite3_column_type(st_, col) == SQLITE_NULL; }
std::optional<std::int64_t> Stmt::opt_i64(int col) const {
  return null(col) ? std::nullopt : std::optional(i64(col));
}
std::optional<std::string> Stmt::opt_text(int col) const {
  return null(col) ? std::nullopt : std::optional(text(col));
}
std::optional<Id> Stmt::opt_id(int col) const { return null(col) ? std::nullopt : std::optional(id(col)); }

Db::Db(const std::string& path, Access access) : path_(path) {
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
      (access == Access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  if (const int rc = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr)) {
    const std::string why = db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(rc);
    sqlite3_close_v2(db_);
    throw Failure(rc, "cannot open " + path + ": " + why);
  }
  try {
    sqlite3_busy_timeout(db_, busy_ms);
    exec("PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;");
    if (access == Access::read_write) {
      if (const auto mode = scalar_text("PRAGMA journal_mode=WAL"); mode != "wal")
        throw Failure(SQLITE_CANTOPEN, path + " cannot use a write-ahead log (journal mode is " + mode + ")");
      exec("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;");
    } else {
      exec("PRAGMA query_only=ON;");
    }
  } catch (...) {
    for (auto& [_, st] : idle_) sqlite3_finalize(st);
    sqlite3_close_v2(db_);
    throw;
  }
}

Db::~Db() {
  for (auto& [_, st] : idle_) sqlite3_finalize(st);
  sqlite3_close_v2(db_);
}

Stmt Db::prepare(std::string_view sql) {
  if (const auto found = idle_.find(sql); found != idle_.end()) {
    sqlite3_stmt* st = found->second;
    idle_.erase(found);
    return Stmt(this, st);
  }
  sqlite3_stmt* st = nullptr;
  const char* tail = nullptr;
  if (const int rc = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &st, &tail))
    fail(rc, sql);
  return Stmt(this, st);
}

void Db::give_back(sqlite3_stmt* st, std::string_view sql) {
  sqlite3_reset(st);
  sqlite3_clear_bindings(st);
  if (idle_.size() >= max_idle_statements)
    sqlite3_finalize(st);
  else
    idle_.emplace(sql, st);
}

void Db::exec(std::string_view sql) {
  if (cut_after_us_) cut_at_us_ = monotonic_us() + cut_after_us_;
  if (const int rc = sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr)) fail(rc, sql);
}

std::int64_t Db::scalar_i64(std::string_view sql) {
  auto st = prepare(sql);
  return st.step() ? st.i64(0) : 0;
}
std::string Db::scalar_text(std::string_view sql) {
  auto st = prepare(sql);
  return st.step() ? st.text(0) : std::string();
}
std::int64_t Db::changes() const { return sqlite3_changes64(db_); }
bool Db::in_transaction() const { return !sqlite3_get_autocommit(db_); }

int Db::on_progress(void* self) { return monotonic_us() > static_cast<Db*>(self)->cut_at_us_; }

void Db::limit_statement_ms(int ms) {
  cut_after_us_ = static_cast<std::int64_t>(ms) * 1'000;
  sqlite3_progress_handler(db_, ms ? progress_every_ops : 0, ms ? &Db::on_progress : nullptr, this);
}

void Db::interrupt() { sqlite3_interrupt(db_); }

int Db::checkpoint_passive() {
  int in_log = 0, moved = 0;
  const int rc = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
  if (rc && primary(rc) != SQLITE_BUSY) fail(rc, "checkpoint");
  return in_log - moved;
}

void Db::checkpoint_truncate() {
  const int rc = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (rc && primary(rc) != SQLITE_BUSY) fail(rc, "checkpoint");
}

void Db::backup_to(const std::string& path) {
  // query_only also forbids to write the copy. The file itself stays read-only: it was opened so.
  const bool guarded = scalar_i64("PRAGMA query_only") != 0;
  if (guarded) exec("PRAGMA query_only=OFF");
  try {
    prepare("VACUUM INTO ?").with(path).run();
  } catch (...) {
    if (guarded) exec("PRAGMA query_only=ON");
    throw;
  }
  if (guarded) exec("PRAGMA query_only=ON");
}

void Db::fail(int rc, std::string_view doing) const {
  throw Failure(rc, std::string(sqlite3_errmsg(db_)) + " (" + sqlite3_errstr(rc) +
                        ") in: " + std::string(doing.substr(0, 300)));
}

// Savepoints nest by name; one name serves all depths, as ROLLBACK TO and RELEASE mean the innermost of that
// name.
Savepoint::Savepoint(Db& db) : db_(db) { db_.prepare("SAVEPOINT item").run(); }
Savepoint::~Savepoint() {
  if (!open_) return;
  try {
    rollback();
  } catch (const Failure&) {  // the transaction is gone already (disk full rolls all of it back)
  }
}
void Savepoint::release() {
  open_ = false;
  db_.prepare("RELEASE item").run();
}
void Savepoint::rollback() {
  open_ = false;
  if (!db_.in_transaction()) return;
  db_.prepare("ROLLBACK TO item").run();
  db_.prepare("RELEASE item").run();
}

}  // namespace outpost::sqlite
