#include "edge/app/backup.hpp"

#include "edge/app/verify.hpp"
#include "edge/store/meta.hpp"
#include "edge/store/migrate.hpp"
#include "edge/store/open.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace outpost::app {
namespace {

namespace fs = std::filesystem;

/// What a crash must not undo: the file or folder itself.
void sync_path(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

std::int64_t sync_tree(const fs::path& root) {
  std::int64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    sync_path(entry.path());
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  }
  sync_path(root);
  sync_path(root.parent_path());
  return bytes;
}

void copy_blobs(const fs::path& from, const fs::path& to) {
  if (fs::exists(from / "blobs"))
    fs::copy(from / "blobs", to / "blobs",
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

Error io_error(const std::string& doing, const std::exception& e, bool full) {
  return fail(full ? Code::unavailable : Code::io, full ? "storage-full" : "bad-folder",
              fmt::format("{}: {}", doing, e.what()));
}

/// Moves the database that is there aside, with its log.
void put_aside(const fs::path& dir) {
  for (int n = 1;; ++n) {
    const auto aside = dir / fmt::format("store.db.before-restore-{:03}", n);
    if (fs::exists(aside)) continue;
    for (const auto* tail : {"", "-wal", "-shm"})
      if (fs::exists(dir / ("store.db" + std::string(tail))))
        fs::rename(dir / ("store.db" + std::string(tail)), aside.string() + tail);
    return;
  }
}

Result<void> check_backup(const fs::path& database) {
  if (!fs::exists(database))
    return fail(Code::not_found, "bad-backup", fmt::format("{} is not there.", database.string()));
  OUTPOST_TRY(const int version, store::schema_of(database.string()));
  if (version < 1 || version > store::newest_schema())
    return fail(Code::unsupported, "bad-backup",
                fmt::format("{} has schema {}, this program knows 1 to {}.", database.string(), version,
                            store::newest_schema()));
  sqlite::Db db(database.string(), sqlite::Access::read_only);
  OUTPOST_TRY(const auto checks, verify(db));
  for (const auto& c : checks)
    if (!c.ok)
      return fail(Code::corrupt, "bad-backup",
                  fmt::format("The backup is damaged ({}): {}", c.name, c.detail));
  return {};
}

}  // namespace

Result<BackupResult> backup(sqlite::Db& db, const std::string& data_dir, const std::string& to,
                            Micros now_us) {
  std::error_code none;
  if (fs::exists(to, none))
    return fail(Code::conflict, "backup-exists", fmt::format("{} exists already.", to));
  try {
    fs::create_directories(to);
    fs::permissions(to, fs::perms::owner_all);
    // The database first: every blob it names was on the disk before its row was.
    db.backup_to((fs::path(to) / "store.db").string());
    copy_blobs(data_dir, to);
    return BackupResult{to, sync_tree(to), now_us};
  } catch (const sqlite::Failure& e) {
    fs::remove_all(to, none);
    return io_error("The backup failed", e, e.is_full());
  } catch (const fs::filesystem_error& e) {
    fs::remove_all(to, none);
    return io_error("The backup failed", e, e.code() == std::errc::no_space_on_device);
  }
}

Result<Id> restore(const std::string& from, const std::string& data_dir, bool replace, IdSource& ids,
                   Random& random, Clock& clock) {
  const fs::path source(from), dir(data_dir), database = dir / "store.db";
  try {
    OUTPOST_CHECK(check_backup(source / "store.db"));
    fs::create_directories(dir);
    std::string store_id;
    {
      OUTPOST_TRY(const auto lock, store::StoreLock::take(data_dir));
      if (fs::exists(database) && !replace)
        return fail(Code::conflict, "store-exists", fmt::format("{} exists already.", database.string()));
      // A backup carries the boot token of its day; without the token outside, the next opening makes a new
      // incarnation, whatever is cut off from here on.
      fs::remove(dir / "secrets" / "boot.token");
      put_aside(dir);
      fs::copy_file(source / "store.db", dir / "store.db.restoring", fs::copy_options::overwrite_existing);
      copy_blobs(source, dir);
      sync_path(dir / "store.db.restoring");
      fs::rename(dir / "store.db.restoring", database);
      sync_path(dir);
      sqlite::Db db(database.string(), sqlite::Access::read_only);
      store_id = store::get_meta(db, "store_id").value_or("");
    }
    OUTPOST_TRY(const auto opened, store::open_store(data_dir, store_id, ids, random, clock));
    return opened.inc;
  } catch (const sqlite::Failure& e) {
    return io_error("The backup could not be restored", e, e.is_full());
  } catch (const fs::filesystem_error& e) {
    return io_error("The backup could not be restored", e, e.code() == std::errc::no_space_on_device);
  }
}

}  // namespace outpost::app
