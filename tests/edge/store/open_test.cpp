// Opening, refusing, recognising an old image, migrating.
#include "edge/store/carts.hpp"
#include "edge/store/members.hpp"
#include "edge/store/meta.hpp"
#include "edge/store/migrate.hpp"
#include "edge/store/migrations.hpp"
#include "edge/store/orders.hpp"
#include "edge/store/outbox.hpp"
#include "tests/edge/store/folder.hpp"

#include <fstream>
#include <sstream>

using namespace outpost;
using outpost::test::Box;
using outpost::test::Folder;
namespace fs = std::filesystem;

namespace {

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_store_and_the_same_again) {
  Folder folder;
  Box box;
  Id inc;
  {
    const auto first = box.must_open(folder.path());
    BOOST_TEST(first.created);
    BOOST_TEST(first.new_incarnation);
    BOOST_TEST(first.db->scalar_text("PRAGMA journal_mode") == "wal");
    BOOST_TEST(first.db->scalar_i64("PRAGMA synchronous") == 2);
    BOOST_TEST(first.db->scalar_i64("PRAGMA foreign_keys") == 1);
    BOOST_TEST(first.db->scalar_i64("PRAGMA user_version") == store::newest_schema());
    BOOST_TEST(first.db->scalar_i64(
                   "SELECT count(*) FROM sqlite_schema WHERE type='table' AND sql NOT LIKE '%STRICT%' "
                   "AND name NOT LIKE 'sqlite_%'") == 0);
    inc = first.inc;
  }
  const auto again = box.must_open(folder.path());
  BOOST_TEST(!again.created);
  BOOST_TEST(!again.new_incarnation);
  BOOST_CHECK(again.inc == inc);
}

BOOST_AUTO_TEST_CASE(a_second_edge_is_refused_in_one_sentence) {
  Folder folder;
  Box box;
  const auto first = box.must_open(folder.path());
  const auto second = box.open(folder.path());
  BOOST_REQUIRE(!second.ok());
  BOOST_TEST(second.error().name == "store-in-use");
  BOOST_TEST(second.error().text.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_database_from_a_newer_version_is_not_touched) {
  Folder folder;
  Box box;
  { box.must_open(folder.path()).db->exec("PRAGMA user_version=9999; PRAGMA wal_checkpoint(TRUNCATE);"); }
  const auto before = bytes_of(folder.path() + "/store.db");
  const auto opened = box.open(folder.path());
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST(opened.error().name == "store-newer");
  BOOST_TEST((bytes_of(folder.path() + "/store.db") == before));
}

BOOST_AUTO_TEST_CASE(another_stores_database_is_refused) {
  Folder folder;
  Box box;
  { const auto first = box.must_open(folder.path()); }
  BOOST_TEST(box.open(folder.path(), "other").error().name == "store-of-another");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_refused) {
  Folder folder;
  Box box;
  std::ofstream(folder.path() + "/store.db") << std::string(4'096, 'x');
  BOOST_TEST(box.open(folder.path()).error().name == "store-damaged");
}

BOOST_AUTO_TEST_CASE(an_old_image_opens_a_new_incarnation) {
  Folder folder, image;
  Box box;
  Id first;
  {
    const auto store = box.must_open(folder.path());
    first = store.inc;
    store.db->exec("UPDATE outbox_head SET next_seq=100, next_receipt=50, last_business_date=20260131");
    store.db->checkpoint_truncate();
  }
  // The token outside says that the box has lived on since this database was copied.
  std::ofstream(folder.path() + "/secrets/boot.token") << "another\n";
  const auto store = box.must_open(folder.path());
  BOOST_TEST(store.new_incarnation);
  BOOST_CHECK(store.inc != first);
  const auto heads = store::all_heads(*store.db);
  BOOST_REQUIRE(heads.size() == 2u);
  BOOST_TEST(heads[1].series == 2);
  BOOST_TEST(heads[1].next_seq == 1);
  BOOST_TEST(heads[1].is_current);
  BOOST_TEST(!heads[0].is_current);
  BOOST_TEST(store.db->scalar_i64("SELECT last_business_date FROM outbox_head WHERE is_current=1") ==
             20'260'131);
}

BOOST_AUTO_TEST_CASE(a_database_file_that_is_put_back_is_noticed_by_itself) {
  Folder folder;
  Box box;
  const auto database = folder.path() + "/store.db", kept = folder.path() + "/kept";
  Id first;
  {
    const auto store = box.must_open(folder.path());
    first = store.inc;
    store.db->checkpoint_truncate();
  }
  fs::copy_file(database, kept);
  for (int i = 0; i < 3; ++i) BOOST_TEST(!box.must_open(folder.path()).new_incarnation);
  for (const auto* tail : {"-wal", "-shm"}) fs::remove(database + tail);
  fs::copy_file(kept, database, fs::copy_options::overwrite_existing);
  {
    const auto store = box.must_open(folder.path());
    BOOST_TEST(store.new_incarnation);
    BOOST_CHECK(store.inc != first);
  }
  BOOST_TEST(!box.must_open(folder.path()).new_incarnation);
}

BOOST_AUTO_TEST_CASE(a_start_that_is_cut_off_while_the_token_is_rolled_is_no_old_image) {
  Folder folder;
  Box box;
  const auto path = folder.path() + "/secrets/boot.token";
  { const auto store = box.must_open(folder.path()); }
  std::string token = bytes_of(path);
  while (!token.empty() && token.back() == '\n') token.pop_back();
  std::ofstream(path) << token << " 0123456789abcdef\n";  // before the database had the second
  BOOST_TEST(!box.must_open(folder.path()).new_incarnation);
  token = bytes_of(path);
  std::ofstream(path) << "0123456789abcdef " << token;  // after it had, before the file was told
  BOOST_TEST(!box.must_open(folder.path()).new_incarnation);
}

BOOST_AUTO_TEST_CASE(a_store_can_be_told_to_count_anew) {
  Folder folder;
  Box box;
  Id first;
  { first = box.must_open(folder.path()).inc; }
  const auto renewed = store::open_store(folder.path(), "demo", box.ids, box.random, box.clock, true);
  BOOST_REQUIRE(renewed.ok());
  BOOST_TEST(renewed->new_incarnation);
  BOOST_CHECK(renewed->inc != first);
}

BOOST_AUTO_TEST_CASE(a_migration_keeps_a_copy_and_is_whole_or_not_at_all) {
  Folder folder;
  const auto path = folder.path() + "/store.db";
  const std::vector<store::Migration> one = {{"0001", "CREATE TABLE a(x INTEGER) STRICT;"}};
  auto two = one;
  two.push_back({"0002", "ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO a(x,y) VALUES(2,2);"});
  auto bad = two;
  bad.push_back({"0003", "INSERT INTO a(x,y) VALUES(3,3); CREATE TABLE a(z INTEGER);"});
  {
    sqlite::Db db(path, sqlite::Access::read_write);
    BOOST_REQUIRE(store::migrate(db, one).ok());
    BOOST_TEST(!fs::exists(folder.path() + "/pre-0000.db"));  // nothing to keep in an empty one
    db.exec("INSERT INTO a(x) VALUES(1)");
    BOOST_REQUIRE(store::migrate(db, two).ok());
    BOOST_TEST(db.scalar_i64("SELECT sum(x) FROM a") == 3);
  }
  sqlite::Db copy(folder.path() + "/pre-0001.db", sqlite::Access::read_only);
  BOOST_TEST(copy.scalar_i64("SELECT sum(x) FROM a") == 1);
  BOOST_TEST(copy.scalar_i64("PRAGMA user_version") == 1);
  sqlite::Db db(path, sqlite::Access::read_write);
  const auto failed = store::migrate(db, bad);
  BOOST_REQUIRE(!failed.ok());
  BOOST_TEST(failed.error().name == "migration-failed");
  BOOST_TEST(db.scalar_i64("PRAGMA user_version") == 2);
  BOOST_TEST(db.scalar_i64("SELECT sum(x) FROM a") == 3);
}

BOOST_AUTO_TEST_CASE(members_come_to_a_store_that_has_carts_and_orders) {
  Folder folder;
  sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_write);
  auto before = store::migrations();
  before.resize(2);  // as 0.1 wrote it
  BOOST_REQUIRE(store::migrate(db, before).ok());
  db.exec("INSERT INTO cart(id,station,state,version,opened_us) VALUES(zeroblob(16),'kiosk1','open',1,5);"
          "INSERT INTO "
          "orders(id,cart_id,quote_id,station,person,state,discount_fen,total_fen,pickup_code,created_us) "
          "VALUES(zeroblob(16),zeroblob(16),zeroblob(16),'kiosk1','','awaiting_payment',0,350,'123456',5);");
  BOOST_REQUIRE(store::migrate(db, store::migrations()).ok());
  BOOST_TEST(store::find_open_cart(db, "kiosk1")->opened_us == 5);
  BOOST_TEST(!store::find_open_cart(db, "kiosk1")->member_id);
  BOOST_TEST(!store::find_order(db, Id{})->member_id);
  BOOST_TEST((store::use_member_code(db, "a", 20, 10, 2) == store::MemberCodeUse::first));
  BOOST_TEST((store::use_member_code(db, "a", 20, 10, 2) == store::MemberCodeUse::again));
  BOOST_TEST((store::use_member_code(db, "b", 30, 10, 2) == store::MemberCodeUse::first));
  BOOST_TEST((store::use_member_code(db, "c", 30, 10, 2) == store::MemberCodeUse::too_many));
  BOOST_TEST(
      (store::use_member_code(db, "c", 30, 21, 2) == store::MemberCodeUse::first));  // "a" is forgotten
}

BOOST_AUTO_TEST_CASE(ledgers_can_only_be_appended_to) {
  Folder folder;
  Box box;
  const auto store = box.must_open(folder.path());
  auto& db = *store.db;
  db.exec("INSERT INTO pay_l(order_id,payment_id,kind,amount_fen,at_us) VALUES(x'00',x'00','cash',1,1);"
          "INSERT INTO cash_l(station,payment_id,delta_fen,at_us) VALUES('t',x'00',1,1);"
          "INSERT INTO stock_l(sku,delta_milli,reason,order_id,line_id,at_us) "
          "VALUES('s',1,'sale',x'00',x'00',1);");
  for (const auto* sql :
       {"UPDATE pay_l SET amount_fen=2", "DELETE FROM pay_l", "UPDATE cash_l SET delta_fen=2",
        "DELETE FROM cash_l", "UPDATE stock_l SET delta_milli=2", "DELETE FROM stock_l",
        "REPLACE INTO pay_l(n,order_id,payment_id,kind,amount_fen,at_us) VALUES(1,x'00',x'00','cash',9,1)"})
    BOOST_CHECK_EXCEPTION(db.exec(sql), sqlite::Failure, [](const auto& e) { return e.is_constraint(); });
  BOOST_TEST(db.scalar_i64("SELECT amount_fen FROM pay_l") == 1);
}
