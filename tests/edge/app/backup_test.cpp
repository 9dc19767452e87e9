// Copies that are whole, and what comes after them.
#include "edge/app/backup.hpp"
#include "edge/store/outbox.hpp"
#include "tests/edge/app/shop.hpp"

#include <csignal>
#include <fstream>
#include <sys/resource.h>

using namespace outpost;
using outpost::test::Folder;
using outpost::test::Shop;
namespace fs = std::filesystem;

namespace {

Result<app::BackupResult> back_up(Shop& shop, const std::string& to) {
  sqlite::Db db(shop.folder.path() + "/store.db", sqlite::Access::read_only);
  return app::backup(db, shop.folder.path(), to, shop.clock.wall_us());
}

/// Files cannot grow over `bytes` meanwhile: a write fails half-way, as on a full disk.
class SmallFiles {
public:
  explicit SmallFiles(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
  rlimit before_{};
};

/// A store with one sale in its backup and one after it, closed.
struct Sold {
  Shop shop;
  Folder other;
  std::string backup = other.path() + "/backup";
  Id before, after;

  Sold() {
    before = sell();
    fs::create_directories(shop.folder.path() + "/blobs/ab");
    std::ofstream(shop.folder.path() + "/blobs/ab/abcd") << std::string(1'000, 'p');
    BOOST_REQUIRE(back_up(shop, backup).ok());
    after = sell();
    shop.close();
  }
  Id sell() {
    const auto order = shop.order(shop.till, {{"TEA", 1'000}});
    BOOST_REQUIRE(shop.cash(shop.till, order.id, 350).ok());
    return order.id;
  }
  Result<Id> restore() {
    return app::restore(backup, shop.folder.path(), true, shop.ids, shop.random, shop.clock);
  }
  bool has(const Id& id) {
    return shop.read([&](sqlite::Db& db) { return app::get_order(db, shop.till, id, shop.settings); }).ok();
  }
  fs::path in(const std::string& name) const { return fs::path(shop.folder.path()) / name; }
  /// As if nothing had been tried: both sales, the same incarnation, nothing left behind.
  void is_untouched() {
    BOOST_TEST(!fs::exists(in("restoring")));
    BOOST_TEST(!fs::exists(in("store.db.before-restore-001")));
    shop.open();
    BOOST_TEST(!shop.new_incarnation);
    BOOST_TEST(has(before));
    BOOST_TEST(has(after));
    shop.check_all_ok();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_backup_of_a_running_store_is_restored_as_a_new_incarnation) {
  Shop shop;
  Folder other;
  const auto first = shop.order(shop.till, {{"TEA", 1'000}});
  BOOST_REQUIRE(shop.cash(shop.till, first.id, 350).ok());
  fs::create_directories(shop.folder.path() + "/blobs/ab");
  std::ofstream(shop.folder.path() + "/blobs/ab/abcd") << "picture";
  const auto to = other.path() + "/backup";
  const auto made = back_up(shop, to);
  BOOST_REQUIRE_MESSAGE(made.ok(), (made.ok() ? "" : made.error().text));
  BOOST_TEST(made->bytes > 0);
  BOOST_TEST(back_up(shop, to).error().name == "backup-exists");
  const auto later = shop.order(shop.till, {{"TEA", 1'000}});
  BOOST_REQUIRE(shop.cash(shop.till, later.id, 350).ok());

  BOOST_TEST(app::restore(to, shop.folder.path(), true, shop.ids, shop.random, shop.clock).error().name ==
             "store-in-use");
  shop.close();
  BOOST_TEST(app::restore(to, shop.folder.path(), false, shop.ids, shop.random, shop.clock).error().name ==
             "store-exists");
  const auto inc = app::restore(to, shop.folder.path(), true, shop.ids, shop.random, shop.clock);
  BOOST_REQUIRE_MESSAGE(inc.ok(), (inc.ok() ? "" : inc.error().text));
  shop.open();
  BOOST_TEST(!shop.new_incarnation);  // restore made it
  const auto next = shop.order(shop.till, {{"TEA", 1'000}});
  const auto paid = shop.cash(shop.till, next.id, 350);
  BOOST_TEST(paid->order.receipt_no == "demo-2-000001");
  BOOST_TEST(shop.read([&](sqlite::Db& db) { return app::get_order(db, shop.till, later.id, shop.settings); })
                 .error()
                 .name == "unknown-order");
  BOOST_TEST(
      shop.read([&](sqlite::Db& db) { return app::get_order(db, shop.till, first.id, shop.settings); }).ok());
  BOOST_TEST(fs::exists(shop.folder.path() + "/store.db.before-restore-001"));
  BOOST_TEST(fs::exists(shop.folder.path() + "/blobs/ab/abcd"));
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(bad_backups_are_refused_and_the_store_is_left_alone) {
  Shop shop;
  Folder other;
  shop.close();
  const auto restore = [&](const std::string& from) {
    return app::restore(from, shop.folder.path(), true, shop.ids, shop.random, shop.clock);
  };
  BOOST_TEST(restore(other.path() + "/nothing").error().name == "bad-backup");
  fs::create_directories(other.path() + "/text");
  std::ofstream(other.path() + "/text/store.db") << std::string(10'000, 'x');
  BOOST_TEST(!restore(other.path() + "/text").ok());
  shop.open();
  BOOST_TEST(!shop.new_incarnation);
  BOOST_REQUIRE(back_up(shop, other.path() + "/wrong").ok());
  {
    sqlite::Db db(other.path() + "/wrong/store.db", sqlite::Access::read_write);
    db.exec("UPDATE outbox_head SET next_receipt=9");
  }
  shop.close();
  const auto wrong = restore(other.path() + "/wrong");
  BOOST_TEST(wrong.error().name == "bad-backup");
  BOOST_TEST(wrong.error().text.find("receipt") != std::string::npos);
  shop.open();
  BOOST_TEST(!shop.new_incarnation);
}

BOOST_AUTO_TEST_CASE(a_copy_that_fails_half_way_leaves_the_store_as_it_was) {
  Sold sold;
  const auto bytes = fs::file_size(sold.backup + "/store.db");
  for (const rlim_t most : {rlim_t{1}, rlim_t{bytes / 2}, rlim_t{bytes - 1}}) {
    const bool restored = [&] {
      const SmallFiles small(most);
      return sold.restore().ok();
    }();
    BOOST_TEST(!restored);
  }
  sold.is_untouched();
}

BOOST_AUTO_TEST_CASE(a_picture_that_cannot_be_copied_leaves_the_store_as_it_was) {
  Sold sold;
  fs::remove(sold.in("blobs/ab/abcd"));
  fs::create_directories(sold.in("blobs/ab/abcd/in the way"));
  BOOST_TEST(!sold.restore().ok());
  sold.is_untouched();
}

BOOST_AUTO_TEST_CASE(a_change_of_stores_that_fails_puts_the_old_one_back) {
  Sold sold;
  const auto token = sold.in("secrets/boot.token"), kept = sold.in("secrets/kept");
  fs::rename(token, kept);
  fs::create_directories(token / "in the way");
  BOOST_TEST(!sold.restore().ok());
  fs::remove_all(token);
  fs::rename(kept, token);
  sold.is_untouched();
}

BOOST_AUTO_TEST_CASE(what_a_killed_restore_left_is_seen_and_the_next_one_mends_it) {
  Sold sold;
  // killed while it copied: the store opens as if nothing had been
  fs::create_directories(sold.in("restoring/secrets"));
  std::ofstream(sold.in("restoring/store.db")) << "half";
  sold.shop.open();
  BOOST_TEST(!sold.shop.new_incarnation);
  sold.shop.close();
  // killed between the renames, with a log that was still in place
  fs::rename(sold.in("store.db"), sold.in("store.db.before-restore-001"));
  std::ofstream(sold.in("store.db-wal")) << "the log of the old store";
  const auto opened =
      store::open_store(sold.shop.folder.path(), "demo", sold.shop.ids, sold.shop.random, sold.shop.clock);
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST(opened.error().name == "restore-cut-off");
  BOOST_TEST(!fs::exists(sold.in("store.db")));
  BOOST_REQUIRE(sold.restore().ok());
  BOOST_TEST(fs::exists(sold.in("store.db.before-restore-001-wal")));
  BOOST_TEST(!fs::exists(sold.in("restoring")));
  sold.shop.open();
  BOOST_TEST(!sold.shop.new_incarnation);  // restore made it
  BOOST_TEST(sold.has(sold.before));
  BOOST_TEST(!sold.has(sold.after));
  sold.shop.check_all_ok();
}
