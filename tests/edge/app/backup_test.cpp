// Copies that are whole, and what comes after them.
#include "edge/app/backup.hpp"
#include "edge/store/outbox.hpp"
#include "tests/edge/app/shop.hpp"

#include <fstream>

using namespace outpost;
using outpost::test::Folder;
using outpost::test::Shop;
namespace fs = std::filesystem;

namespace {

Result<app::BackupResult> back_up(Shop& shop, const std::string& to) {
  sqlite::Db db(shop.folder.path() + "/store.db", sqlite::Access::read_only);
  return app::backup(db, shop.folder.path(), to, shop.clock.wall_us());
}

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
