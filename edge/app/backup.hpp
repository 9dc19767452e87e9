// A copy of the store, and its return.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"
#include "edge/base/sqlite/db.hpp"

#include <string>

namespace outpost::app {

struct BackupResult {
  std::string path;  ///< the folder that was made
  std::int64_t bytes = 0;
  Micros at_us = 0;
};

/// Copies the database as of one moment, then the blobs it names, into the new folder `to`, synced; a half
/// copy is removed. `data_dir` may be in use by a running edge: give a read-only connection of its own.
/// Errors: `backup-exists` (conflict), `storage-full`, `bad-folder`.
Result<BackupResult> backup(sqlite::Db& db, const std::string& data_dir, const std::string& to,
                            Micros now_us);

/// Puts a backup into `data_dir`, which must not be in use and must hold no store.db (or `replace`, which
/// keeps the old one as store.db.before-restore-NNN). The copy gets a new incarnation. The old store is
/// there, as it was, until the copy is whole and synced, and again when the change fails. Errors:
/// `store-in-use`, `store-exists`, `bad-backup`, `storage-full`, `bad-folder`.
Result<Id> restore(const std::string& from, const std::string& data_dir, bool replace, IdSource& ids,
                   Random& random, Clock& clock);

}  // namespace outpost::app
