#include "edge/app/backup.hpp"

#include "edge/app/whole_files.hpp"
#include "edge/store/meta.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace outpost::app {
namespace {

namespace fs = std::filesystem;

std::int64_t sync_tree(const fs::path& root) {
  std::int64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    sync_path(entry.path());
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  }
  sync_path(root);
  sync_path(fs::absolute(root).parent_path());
  return bytes;
}

/// The copy must not pass for the database that the box wrote last, also where somebody copies it back by
/// hand.
void disown(const std::string& copy) {
  sqlite::Db db(copy, sqlite::Access::read_write);
  store::put_meta(db, "boot_token", "");
  db.checkpoint_truncate();
}

Error io_error(const std::string& doing, const std::exception& e, bool full) {
  return fail(full ? Code::unavailable : Code::io, full ? "storage-full" : "bad-folder",
              fmt::format("{}: {}", doing, e.what()));
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
    const auto copy = (fs::path(to) / "store.db").string();
    db.backup_to(copy);
    disown(copy);
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

}  // namespace outpost::app
