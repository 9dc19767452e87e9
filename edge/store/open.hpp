// Opening a data folder: lock, version, migrations, identity.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"
#include "edge/base/sqlite/db.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace outpost::store {

/// An exclusive lock on DIR/store.db.lock, held while it lives; a crash frees it.
class StoreLock {
public:
  /// Error `store-in-use` (unavailable) when another process holds it, `bad-folder`.
  static Result<StoreLock> take(const std::string& dir);
  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) noexcept;
  ~StoreLock();

private:
  explicit StoreLock(int fd) : fd_(fd) {}
  int fd_;
};

struct OpenStore {
  StoreLock lock;
  std::unique_ptr<sqlite::Db> db;  ///< the only read-write connection; give it to the Writer
  Id inc;                          ///< the current incarnation
  bool created = false;            ///< the database is new
  bool new_incarnation = false;    ///< created, restored, or put back from an old disk image
  int migrated_from = 0;           ///< user_version before migrations ran; equals the newest when none did
};

/// Under what name a restore puts the store that it replaces aside: this and a number.
inline constexpr std::string_view aside_prefix = "store.db.before-restore-";

/// Error `restore-cut-off` when DIR holds a store that was put aside and none in its place: a new one, empty,
/// would hide it.
Result<void> check_restore(const std::string& dir);

/// Opens or creates DIR/store.db for `store_id`. Order: lock; a database from a newer program is refused
/// untouched (`store-newer`); a copy to pre-NNNN.db before a migration of an existing database; migrations;
/// the boot token (DIR/secrets/boot.token against the one in the database: a mismatch means an old image, and
/// opens a new incarnation, as `renew` does). Both tokens are rolled at every opening. Other errors, each one
/// sentence: `store-in-use`, `store-of-another` (the database belongs to another store id), `bad-folder`,
/// `storage-full`, `store-damaged`, `restore-cut-off`.
Result<OpenStore> open_store(const std::string& dir, const std::string& store_id, IdSource& ids,
                             Random& random, Clock& clock, bool renew = false);

/// The newest schema this program knows.
int newest_schema();

/// Makes a new incarnation current: event numbers and the receipt series begin again, and what headquarters
/// has not confirmed goes on under the new numbers. In a transaction.
Id begin_incarnation(sqlite::Db& db, IdSource& ids, Micros now_us);

}  // namespace outpost::store
