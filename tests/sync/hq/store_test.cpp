#include "edge/base/paths.hpp"
#include "tests/sync/hq/hq_fixture.hpp"

using namespace outpost;
using namespace outpost::hq;
using namespace outpost::hq::test;

BOOST_AUTO_TEST_CASE(a_store_has_at_most_two_keys_and_a_key_one_store) {
  Hq hq;
  struct Row {
    std::string id, key, error;
  };
  for (const auto& row : {Row{"shop-1", key_a, ""}, Row{"shop-1", key_a, ""}, Row{"shop-1", key_b, ""},
                          Row{"shop-1", key_c, "too-many-keys"}, Row{"shop-2", key_a, "key-taken"},
                          Row{"Shop", key_c, "bad-store-id"}, Row{"seventeen-letters", key_c, "bad-store-id"},
                          Row{"shop-2", "short", "bad-key"}}) {
    Work work(*hq.db);
    const auto done = hq.db->registry().add(row.id, row.key, "", 1);
    BOOST_TEST((done.ok() ? "" : done.error().name) == row.error);
    if (done) work.commit();
  }
  BOOST_TEST(*hq.db->registry().owner_of(key_b) == "shop-1");
  BOOST_TEST(!hq.db->registry().owner_of(key_c).has_value());
}

BOOST_AUTO_TEST_CASE(a_revoked_key_opens_nothing_and_serves_no_other_store) {
  Hq hq;
  hq.add_store("s1", key_a);
  hq.add_store("s1", key_b);
  hq.in_work([&] { BOOST_TEST(hq.db->registry().revoke("s1", key_a).ok()); });
  BOOST_TEST(!hq.db->registry().owner_of(key_a).has_value());
  BOOST_TEST(hq.db->registry().active("s1"));
  hq.in_work([&] { BOOST_TEST(hq.db->registry().revoke("s1", "").ok()); });
  BOOST_TEST(!hq.db->registry().active("s1"));
  hq.in_work([&] {
    BOOST_TEST(hq.db->registry().add("s2", key_a, "", 1).error().name == "key-taken");
    BOOST_TEST(hq.db->registry().revoke("nobody", "").error().name == "unknown-store");
    BOOST_TEST(hq.db->registry().revoke("s1", key_c).error().name == "unknown-key");
  });
}

BOOST_AUTO_TEST_CASE(keys_and_token_are_made_once_and_are_nobody_elses) {
  Folder folder;
  const auto first = open_home(folder.path()), second = open_home(folder.path());
  BOOST_REQUIRE(first.ok() && second.ok());
  BOOST_TEST(first->fresh);
  BOOST_TEST(!second->fresh);
  BOOST_TEST(first->keys.public_key == second->keys.public_key);
  BOOST_TEST(first->admin_token == second->admin_token);
  BOOST_TEST(*read_secret(folder.path() + "/secrets/curve.pub") == first->keys.public_key);
  for (const char* name : {"curve.key", "admin.token"}) {
    const auto mode = std::filesystem::status(folder.path() + "/secrets/" + name).permissions();
    BOOST_TEST(((mode & std::filesystem::perms(0077)) == std::filesystem::perms::none));
  }
}

BOOST_AUTO_TEST_CASE(a_database_of_a_newer_program_is_refused_and_not_touched) {
  Hq hq;
  hq.db.reset();
  const std::string path = hq.folder.path() + "/hq.db";
  sqlite::Db(path, sqlite::Access::read_write).exec("PRAGMA user_version = 99");
  const auto opened = open_sqlite(hq.folder.path(), Access::write);
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST(opened.error().name == "hq-newer");
  BOOST_TEST(sqlite::Db(path, sqlite::Access::read_only).scalar_i64("PRAGMA user_version") == 99);
}

BOOST_AUTO_TEST_CASE(starting_again_keeps_the_generation) {
  Hq hq;
  BOOST_TEST(!*check_boot_token(hq.folder.path(), *hq.db));
  const Id gen = hq.db->intake().generation();
  for (int start = 0; start < 3; ++start) {
    hq.db = hq.open();
    BOOST_TEST(!*check_boot_token(hq.folder.path(), *hq.db));
    BOOST_TEST((hq.db->intake().generation() == gen));
  }
}

BOOST_AUTO_TEST_CASE(an_old_copy_of_the_database_gets_a_new_generation) {
  Hq hq;
  (void)*check_boot_token(hq.folder.path(), *hq.db);
  const Id gen = hq.db->intake().generation();
  const std::string copy = hq.folder.path() + "/copy.db", file = hq.folder.path() + "/hq.db";
  BOOST_REQUIRE(backup_sqlite(hq.folder.path(), copy).ok());
  BOOST_TEST(!backup_sqlite(hq.folder.path(), copy).ok());  // never over something
  hq.db.reset();
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  std::filesystem::copy_file(copy, file);
  hq.db = hq.open();
  BOOST_TEST(*check_boot_token(hq.folder.path(), *hq.db));
  BOOST_TEST((hq.db->intake().generation() != gen));
}

BOOST_AUTO_TEST_CASE(a_file_copy_of_an_earlier_start_is_noticed_as_well) {
  Hq hq;
  (void)*check_boot_token(hq.folder.path(), *hq.db);
  hq.db.reset();
  const std::string copy = hq.folder.path() + "/copy.db", file = hq.folder.path() + "/hq.db";
  { sqlite::Db(file, sqlite::Access::read_write).checkpoint_truncate(); }
  std::filesystem::copy_file(file, copy);
  hq.db = hq.open();
  BOOST_TEST(!*check_boot_token(hq.folder.path(), *hq.db));
  hq.db.reset();
  for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file + part);
  std::filesystem::copy_file(copy, file);
  hq.db = hq.open();
  BOOST_TEST(*check_boot_token(hq.folder.path(), *hq.db));
}

BOOST_AUTO_TEST_CASE(a_crash_while_the_token_rolls_is_no_restore) {
  Hq hq;
  (void)*check_boot_token(hq.folder.path(), *hq.db);
  const std::string path = hq.folder.path() + "/secrets/boot.token";
  const auto token = *read_secret(path);
  BOOST_REQUIRE(
      write_secret(path, token + " 00112233445566778899aabbccddeeff").ok());  // and then the power went
  hq.db = hq.open();
  BOOST_TEST(!*check_boot_token(hq.folder.path(), *hq.db));
}
