// SQLite by its C API behind one small file: connection, statement, savepoint.
//
// Errors are exceptions of one type, Failure, here and only here: every statement of a use case would
// otherwise be followed by the same check. They are caught where the connection is owned (the writer, a
// reader pool, a tool), and become a Result there. A connection belongs to one thread at a time.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/id.hpp"
#include "edge/base/money.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace outpost::sqlite {

/// What SQLite said. `rc` is the extended result code.
class Failure : public std::runtime_error {
public:
  Failure(int code, const std::string& what) : std::runtime_error(what), rc(code) {}
  int rc;
  bool is_full() const;         ///< no space: SQLITE_FULL
  bool is_busy() const;         ///< somebody else has the lock
  bool is_constraint() const;   ///< UNIQUE, CHECK, FOREIGN KEY, trigger RAISE
  bool is_interrupted() const;  ///< cut by a progress handler or interrupt()
  bool is_storage() const;      ///< IOERR, CORRUPT, NOTADB, PROTOCOL: the file can no longer be trusted
};

class Db;

/// A prepared statement, checked out of its connection's cache; goes back, reset and cleared, when it is
/// destroyed. Columns and parameters: columns count from 0, parameters from 1.
class Stmt {
public:
  Stmt(Stmt&& other) noexcept;
  Stmt(const Stmt&) = delete;
  Stmt& operator=(const Stmt&) = delete;
  Stmt& operator=(Stmt&&) = delete;
  ~Stmt();

  Stmt& bind(int i, std::int64_t v);
  Stmt& bind(int i, int v) { return bind(i, static_cast<std::int64_t>(v)); }
  Stmt& bind(int i, bool v) { return bind(i, static_cast<std::int64_t>(v)); }
  Stmt& bind(int i, Fen v) { return bind(i, v.v); }
  Stmt& bind(int i, std::string_view v);  ///< copied
  Stmt& bind(int i, const char* v) { return bind(i, std::string_view(v)); }
  Stmt& bind(int i, const std::string& v) { return bind(i, std::string_view(v)); }
  Stmt& bind(int i, ByteView v);  ///< BLOB, copied
  Stmt& bind(int i, const Id& v) { return bind(i, v.view()); }
  Stmt& bind(int i, std::nullopt_t);
  template <class T> Stmt& bind(int i, const std::optional<T>& v) {
    return v ? bind(i, *v) : bind(i, std::nullopt);
  }
  /// Binds 1, 2, 3 ... in order.
  template <class... A> Stmt& with(const A&... args) {
    int i = 0;
    (bind(++i, args), ...);
    return *this;
  }

  bool step();  ///< true: a row is there
  void run();   ///< steps to the end; rows are not looked at
  /// Ready to be bound and stepped again.
  void reset();

  std::int64_t i64(int col) const;
  int i32(int col) const { return static_cast<int>(i64(col)); }
  bool flag(int col) const { return i64(col) != 0; }
  Fen fen(int col) const { return Fen{i64(col)}; }
  std::string text(int col) const;
  Bytes blob(int col) const;
  Id id(int col) const;  ///< a 16-byte BLOB; anything else is a Failure
  bool null(int col) const;
  std::optional<std::int64_t> opt_i64(int col) const;
  std::optional<std::string> opt_text(int col) const;
  std::optional<Id> opt_id(int col) const;

private:
  friend class Db;
  Stmt(Db* db, sqlite3_stmt* st);
  Db* db_;
  sqlite3_stmt* st_;
  std::string_view sql_;  // SQLite's own copy, which lives as long as the statement
};

enum class Access { read_write, read_only };

/// A connection. Opened with foreign keys on, WAL and synchronous=FULL for read_write, temp_store=MEMORY, no
/// automatic checkpoint (the owner checkpoints), query_only for read_only.
class Db {
public:
  Db(const std::string& path, Access access);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  /// One statement, kept prepared under its text for the next call.
  Stmt prepare(std::string_view sql);
  /// Several statements without parameters or results.
  void exec(std::string_view sql);

  std::int64_t scalar_i64(std::string_view sql);  ///< first column of the first row; 0 when there is none
  std::string scalar_text(std::string_view sql);
  std::int64_t changes() const;  ///< rows touched by the last INSERT, UPDATE or DELETE
  bool in_transaction() const;
  const std::string& path() const { return path_; }

  /// Cuts every statement that runs longer than `ms` (0: never): it ends with is_interrupted().
  void limit_statement_ms(int ms);
  /// Cuts the statement that runs now, from any thread: it ends with is_interrupted(). The connection must
  /// live.
  void interrupt();
  /// Moves WAL frames into the database without waiting for readers. Returns the frames left in the WAL.
  int checkpoint_passive();
  /// Empties the WAL as far as readers allow; for a clean close and backups.
  void checkpoint_truncate();
  /// Copies the whole database, as of one moment, into a new file at `path` and syncs it.
  void backup_to(const std::string& path);
  sqlite3* raw() { return db_; }

private:
  friend class Stmt;
  [[noreturn]] void fail(int rc, std::string_view doing) const;
  void give_back(sqlite3_stmt* st, std::string_view sql);
  static int on_progress(void* self);

  std::string path_;
  sqlite3* db_ = nullptr;
  std::unordered_multimap<std::string_view, sqlite3_stmt*> idle_;  // by sqlite3_sql, their own text
  std::int64_t cut_after_us_ = 0;                                  // bound of one statement
  std::int64_t cut_at_us_ = 0;  // monotonic moment at which the running statement is cut
};

/// A named unit of work inside a transaction: rolled back when it is destroyed without release().
class Savepoint {
public:
  explicit Savepoint(Db& db);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  void release();
  void rollback();

private:
  Db& db_;
  bool open_ = true;
};

}  // namespace outpost::sqlite
