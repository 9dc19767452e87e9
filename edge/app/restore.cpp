// Everything that can fail is done in DIR/restoring: the copy, its migrations, its new incarnation. Then a
// few renames change one store for the other; a cut between them is seen at the next opening
// (store::check_restore).
#include "edge/app/backup.hpp"
#include "edge/app/verify.hpp"
#include "edge/app/whole_files.hpp"
#include "edge/base/paths.hpp"
#include "edge/store/meta.hpp"
#include "edge/store/migrate.hpp"
#include "edge/store/open.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <ranges>
#include <vector>

namespace outpost::app {
namespace {

namespace fs = std::filesystem;

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

/// The folder in which the copy is made ready; goes away in any case, also what a killed restore left there.
struct Staging {
  explicit Staging(const fs::path& dir) : path(dir / "restoring") { fs::remove_all(path); }
  ~Staging() {
    std::error_code none;
    fs::remove_all(path, none);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path path;
};

/// The copy, opened once as a store of its own: it has the newest schema, a new incarnation and a boot token.
Result<Id> stage(const fs::path& source, const fs::path& staged, IdSource& ids, Random& random,
                 Clock& clock) {
  OUTPOST_CHECK(make_folder(staged.string(), 0700));
  copy_whole(source / "store.db", staged / "store.db");
  std::string store_id;
  {
    sqlite::Db db((staged / "store.db").string(), sqlite::Access::read_only);
    store_id = store::get_meta(db, "store_id").value_or("");
  }
  Id inc;
  {
    OUTPOST_TRY(const auto opened, store::open_store(staged.string(), store_id, ids, random, clock));
    opened.db->checkpoint_truncate();  // only the database file moves on
    inc = opened.inc;
  }
  sync_path(staged / "store.db");
  return inc;
}

/// The database that is there, moved aside with its log, and back again when something fails.
class Aside {
public:
  explicit Aside(const fs::path& dir) : dir_(dir) {}

  /// The database first: without it the store does not open, with it and without its log it would lack its
  /// last sales.
  void put() {
    const auto to = name();
    for (const auto* tail : {"", "-wal", "-shm"})
      if (const fs::path from = dir_ / ("store.db" + std::string(tail)); fs::exists(from)) {
        fs::rename(from, to.string() + tail);
        moved_.emplace_back(from, to.string() + tail);
      }
  }
  void put_back() {
    std::error_code none;
    for (const auto& [from, to] : moved_ | std::views::reverse) fs::rename(to, from, none);
  }

private:
  fs::path numbered(int n) const { return dir_ / fmt::format("{}{:03}", store::aside_prefix, n); }
  /// A free number; the last one again for a log whose database a killed restore has already moved there.
  fs::path name() const {
    int n = 1;
    while (fs::exists(numbered(n))) ++n;
    const bool rest =
        n > 1 && !fs::exists(dir_ / "store.db") && !fs::exists(numbered(n - 1).string() + "-wal");
    return numbered(rest ? n - 1 : n);
  }

  const fs::path dir_;
  std::vector<std::pair<fs::path, fs::path>> moved_;
};

/// The token last: with another one outside than inside, the next opening makes one more incarnation, which
/// is harmless.
void put_in_place(const fs::path& dir, const fs::path& staged) {
  const fs::path database = dir / "store.db";
  Aside old(dir);
  bool in_place = false;
  try {
    old.put();
    fs::rename(staged / "store.db", database);
    in_place = true;
    fs::rename(staged / "secrets/boot.token", dir / "secrets/boot.token");
    sync_path(dir / "secrets");
    sync_path(dir);
  } catch (const fs::filesystem_error&) {
    std::error_code none;
    if (in_place) fs::rename(database, staged / "store.db", none);
    old.put_back();
    throw;
  }
}

Result<Id> restore_locked(const fs::path& source, const fs::path& dir, IdSource& ids, Random& random,
                          Clock& clock) {
  const Staging staging(dir);
  OUTPOST_TRY(const Id inc, stage(source, staging.path, ids, random, clock));
  copy_blobs(source, dir);
  OUTPOST_CHECK(make_folder((dir / "secrets").string(), 0700));
  put_in_place(dir, staging.path);
  return inc;
}

Error failed(const std::exception& e, bool full) {
  return fail(
      full ? Code::unavailable : Code::io, full ? "storage-full" : "bad-folder",
      fmt::format("The backup could not be restored, and the store is as it was before: {}", e.what()));
}

}  // namespace

Result<Id> restore(const std::string& from, const std::string& data_dir, bool replace, IdSource& ids,
                   Random& random, Clock& clock) {
  const fs::path source(from), dir(data_dir), database = dir / "store.db";
  try {
    OUTPOST_CHECK(check_backup(source / "store.db"));
    fs::create_directories(dir);
    OUTPOST_TRY(const auto lock, store::StoreLock::take(data_dir));
    if (fs::exists(database) && !replace)
      return fail(Code::conflict, "store-exists", fmt::format("{} exists already.", database.string()));
    return restore_locked(source, dir, ids, random, clock);
  } catch (const sqlite::Failure& e) {
    return failed(e, e.is_full());
  } catch (const fs::filesystem_error& e) {
    return failed(e, e.code() == std::errc::no_space_on_device);
  }
}

}  // namespace outpost::app
