// Levels of free space, and how long a read may take.
#include "edge/store/readers.hpp"
#include "edge/store/space.hpp"
#include "tests/edge/store/folder.hpp"

#include <chrono>

using namespace outpost;
using outpost::test::Box;
using outpost::test::Folder;

BOOST_AUTO_TEST_CASE(levels) {
  constexpr std::int64_t mib = 1 << 20, gib = 1LL << 30;
  BOOST_TEST(store::nearly_full({3 * mib, 100 * mib}));
  BOOST_TEST(!store::nearly_full({5 * mib, 100 * mib}));
  BOOST_TEST(store::nearly_full({gib - 1, 1'000 * gib}));
  BOOST_TEST(!store::nearly_full({gib, 1'000 * gib}));  // 0.1 % of a large disk is still weeks of sales
  BOOST_TEST(!store::nearly_full({0, 0}));              // not known: no reason to stop
}

BOOST_AUTO_TEST_CASE(the_reserve_is_kept_beside_the_database) {
  Folder folder;
  store::Reserve reserve(folder.path());
  const bool refusing = reserve.look();
  const auto space = store::space_of(folder.path());
  BOOST_TEST(space.total_bytes > 0);
  if (refusing || space.free_bytes < (3LL << 30)) {
    BOOST_TEST_MESSAGE("this disk is too full for a reserve: not looked at");
    return;
  }
  BOOST_TEST(std::filesystem::file_size(folder.path() + "/reserve") == 64u << 20);
}

BOOST_AUTO_TEST_CASE(a_long_read_is_cut_and_the_pool_goes_on) {
  Folder folder;
  Box box;
  const auto opened = box.must_open(folder.path());
  store::Readers readers(folder.path() + "/store.db", 2, 100);
  const auto begun = std::chrono::steady_clock::now();
  const auto slow = readers.read([](sqlite::Db& db) -> Result<std::int64_t> {
    return db.scalar_i64(
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c");
  });
  BOOST_REQUIRE(!slow.ok());
  BOOST_TEST(slow.error().name == "too-slow");
  BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(5)));
  const auto next =
      readers.read([](sqlite::Db& db) -> Result<std::int64_t> { return db.scalar_i64("SELECT 7"); });
  BOOST_TEST(*next == 7);
}

BOOST_AUTO_TEST_CASE(readers_cannot_write) {
  Folder folder;
  Box box;
  const auto opened = box.must_open(folder.path());
  store::Readers readers(folder.path() + "/store.db", 1);
  const auto wrote = readers.read([](sqlite::Db& db) -> Result<int> {
    db.exec("DELETE FROM meta");
    return 1;
  });
  BOOST_TEST(!wrote.ok());
}

BOOST_AUTO_TEST_CASE(a_read_sees_one_moment) {
  Folder folder;
  Box box;
  const auto opened = box.must_open(folder.path());
  store::Readers readers(folder.path() + "/store.db", 1);
  const auto same = readers.read([&](sqlite::Db& db) -> Result<bool> {
    const auto before = db.scalar_i64("SELECT count(*) FROM meta");
    opened.db->exec("INSERT INTO meta(key,value) VALUES('k','v')");
    return before == db.scalar_i64("SELECT count(*) FROM meta");
  });
  BOOST_TEST(*same);
}
