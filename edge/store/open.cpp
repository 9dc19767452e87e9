#include "edge/store/open.hpp"

#include "edge/base/paths.hpp"
#include "edge/store/catalogue.hpp"
#include "edge/store/meta.hpp"
#include "edge/store/migrate.hpp"
#include "edge/store/outbox.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <sqlite3.h>

namespace outpost::store {
namespace {

// A sale touches about twenty b-trees and adds little to each: small pages keep the log short (one page of
// each goes into it), and a catalogue of 200,000 products does not mind one more level.
constexpr int page_bytes = 1'024;
// The whole of a large catalogue: codes arrive in no order, and each would be fetched from the file again.
// Taken only as pages are touched.
constexpr int writer_cache_kib = 64 * 1'024;

/// A new database must get its page size before anything else is done to it.
void make_empty(const std::string& path) {
  sqlite3* db = nullptr;
  const auto sql = fmt::format("PRAGMA page_size={}; PRAGMA journal_mode=WAL;", page_bytes);
  int rc = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (!rc) rc = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  const std::string why = db ? sqlite3_errmsg(db) : sqlite3_errstr(rc);
  sqlite3_close_v2(db);
  if (rc) throw sqlite::Failure(rc, "cannot create " + path + ": " + why);
}

Result<void> check_store_id(sqlite::Db& db, const std::string& store_id) {
  const auto kept = get_meta(db, "store_id");
  if (!kept) {
    put_meta(db, "store_id", store_id);
  } else if (*kept != store_id) {
    return fail(
        Code::conflict, "store-of-another",
        fmt::format("{} belongs to store {}, and the configuration says {}.", db.path(), *kept, store_id));
  }
  return {};
}

std::string fresh_token(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return to_hex(bytes);
}

/// True when the token inside the database is one that the file outside names.
bool token_matches(sqlite::Db& db, const std::string& path) {
  const auto outside = read_secret(path);
  const auto inside = get_meta(db, "boot_token");
  return outside.ok() && inside && !inside->empty() && outside->find(*inside) != std::string::npos;
}

Result<void> settle_identity(OpenStore& store, const std::string& dir, bool renew, IdSource& ids,
                             Random& random, Micros now_us) {
  auto& db = *store.db;
  const auto path = dir + "/secrets/boot.token";
  const bool known = db.scalar_i64("SELECT count(*) FROM outbox_head WHERE is_current=1") == 1;
  if (known && !renew && token_matches(db, path)) {
    store.inc = current_head(db).inc;
    return {};
  }
  // The token goes out first: cut off in between, the next start opens one more incarnation, which is
  // harmless.
  const auto token = fresh_token(random);
  OUTPOST_CHECK(make_folder(dir + "/secrets", 0700));
  OUTPOST_CHECK(write_secret(path, token));
  store.inc = begin_incarnation(db, ids, now_us);
  store.new_incarnation = true;
  put_meta(db, "boot_token", token);
  return {};
}

/// Another token at each opening, or a database that is put back would hold the one that the box still knows.
/// Meanwhile the file names both, so that a crash does not look like an old copy. A disk that is full keeps
/// no shop closed: the token stays for this time.
void roll_token(sqlite::Db& db, const std::string& dir, Random& random) {
  const auto path = dir + "/secrets/boot.token";
  const auto fresh = fresh_token(random);
  if (!write_secret(path, get_meta(db, "boot_token").value_or("") + " " + fresh)) return;
  try {
    put_meta(db, "boot_token", fresh);
  } catch (const sqlite::Failure& e) {
    if (!e.is_full()) throw;
    return;
  }
  (void)write_secret(path, fresh);  // else the next opening finds both, and one is right
}

Result<OpenStore> open_locked(StoreLock lock, const std::string& dir, const std::string& store_id, bool renew,
                              IdSource& ids, Random& random, Clock& clock) {
  const auto path = dir + "/store.db";
  const bool created = !std::filesystem::exists(path);
  OUTPOST_TRY(const int version, schema_of(path));
  if (version > newest_schema())
    return fail(
        Code::unsupported, "store-newer",
        fmt::format("{} was written by a newer version of Outpost (schema {}, this program knows {}): it was "
                    "not touched.",
                    path, version, newest_schema()));
  if (created) {
    OUTPOST_CHECK(check_restore(dir));
    make_empty(path);
  }
  OpenStore store{
      std::move(lock), std::make_unique<sqlite::Db>(path, sqlite::Access::read_write), {}, created};
  store.migrated_from = version;
  OUTPOST_CHECK(migrate(*store.db, migrations()));
  // Without this, REPLACE would take a row out of a ledger unseen by its triggers.
  store.db->exec("PRAGMA recursive_triggers=ON");
  store.db->exec(fmt::format("PRAGMA cache_size=-{}", writer_cache_kib));
  store.db->exec("BEGIN IMMEDIATE");
  OUTPOST_CHECK(check_store_id(*store.db, store_id));
  OUTPOST_CHECK(settle_identity(store, dir, renew, ids, random, clock.wall_us()));
  drop_staging(*store.db);  // of an import that was cut off: nobody else has the database
  store.db->exec("COMMIT");
  if (!store.new_incarnation) roll_token(*store.db, dir, random);
  return store;
}

}  // namespace

Result<void> check_restore(const std::string& dir) {
  std::error_code none;
  if (std::filesystem::exists(dir + "/store.db", none)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(dir, none))
    if (const auto name = entry.path().filename().string(); name.starts_with(aside_prefix))
      return fail(
          Code::conflict, "restore-cut-off",
          fmt::format("A restore was cut off in {}: {} is there and store.db is not; restore the backup "
                      "again with outpost-store restore.",
                      dir, name));
  return {};
}

int newest_schema() { return static_cast<int>(migrations().size()); }

Result<OpenStore> open_store(const std::string& dir, const std::string& store_id, IdSource& ids,
                             Random& random, Clock& clock, bool renew) {
  OUTPOST_CHECK(make_folder(dir, 0750));
  OUTPOST_TRY(auto lock, StoreLock::take(dir));
  try {
    return open_locked(std::move(lock), dir, store_id, renew, ids, random, clock);
  } catch (const sqlite::Failure& e) {
    if (e.is_full())
      return fail(Code::unavailable, "storage-full", "There is no space left for the store's database.");
    return fail(Code::corrupt, "store-damaged",
                fmt::format("The store's database cannot be opened: {}", e.what()));
  } catch (const std::filesystem::filesystem_error& e) {
    return fail(Code::io, "bad-folder", e.what());
  }
}

}  // namespace outpost::store
