#include "edge/base/sqlite/db.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <unistd.h>

using namespace outpost;
using sqlite::Access;
using sqlite::Db;
using sqlite::Failure;

namespace {

struct Fixture {
  std::string dir;
  Fixture() {
    char name[] = "/tmp/outpost-sqlite-XXXXXX";
    dir = mkdtemp(name);
  }
  ~Fixture() { std::filesystem::remove_all(dir); }
  std::string path() const { return dir + "/t.db"; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(db, Fixture)

BOOST_AUTO_TEST_CASE(the_writing_connection_is_durable_and_never_checkpoints_by_itself) {
  Db d(path(), Access::read_write);
  BOOST_TEST(d.scalar_text("PRAGMA journal_mode") == "wal");
  BOOST_TEST(d.scalar_i64("PRAGMA synchronous") == 2);
  BOOST_TEST(d.scalar_i64("PRAGMA wal_autocheckpoint") == 0);
  BOOST_TEST(d.scalar_i64("PRAGMA foreign_keys") == 1);
}

BOOST_AUTO_TEST_CASE(values_come_back_as_they_went_in) {
  Db d(path(), Access::read_write);
  d.exec("CREATE TABLE t(a INTEGER, b TEXT, c BLOB, d TEXT)");
  SystemClock clock;
  SystemRandom random;
  const Id id = IdSource(clock, random).next();
  const std::string text("nul\0inside", 10);
  d.prepare("INSERT INTO t VALUES(?,?,?,?)").with(Fen{-7}, text, id, std::optional<std::string>()).run();
  auto s = d.prepare("SELECT a,b,c,d FROM t");
  BOOST_REQUIRE(s.step());
  BOOST_TEST(s.fen(0).v == -7);
  BOOST_TEST(s.text(1) == text);
  BOOST_TEST((s.id(2) == id));
  BOOST_TEST(s.null(3));
  BOOST_TEST(!s.opt_text(3).has_value());
  BOOST_TEST(!s.step());
  BOOST_CHECK_THROW(d.prepare("SELECT x'00'").step() ? throw Failure(0, "x") : void(), Failure);
}

BOOST_AUTO_TEST_CASE(savepoints_nest_and_roll_back_by_themselves) {
  Db d(path(), Access::read_write);
  d.exec("CREATE TABLE t(a INTEGER PRIMARY KEY); BEGIN IMMEDIATE");
  {
    sqlite::Savepoint outer(d);
    d.exec("INSERT INTO t VALUES(1)");
    {
      sqlite::Savepoint inner(d);
      d.exec("INSERT INTO t VALUES(2)");
    }
    outer.release();
  }
  {
    sqlite::Savepoint lost(d);
    d.exec("INSERT INTO t VALUES(3)");
  }
  d.exec("COMMIT");
  BOOST_TEST(d.scalar_i64("SELECT sum(a) FROM t") == 1);
}

BOOST_AUTO_TEST_CASE(a_reader_cannot_write_and_is_cut) {
  Db w(path(), Access::read_write);
  w.exec("CREATE TABLE t(a)");
  Db r(path(), Access::read_only);
  BOOST_CHECK_THROW(r.exec("INSERT INTO t VALUES(1)"), Failure);
  r.limit_statement_ms(20);
  try {
    r.scalar_i64("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n");
    BOOST_ERROR("an endless statement ended");
  } catch (const Failure& f) {
    BOOST_TEST(f.is_interrupted());
  }
  BOOST_TEST(r.scalar_i64("SELECT count(*) FROM t") == 0);  // the connection serves on
}

BOOST_AUTO_TEST_CASE(failures_tell_their_class) {
  Db d(path(), Access::read_write);
  d.exec("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB); INSERT INTO t VALUES(1,NULL)");
  try {
    d.exec("INSERT INTO t VALUES(1,NULL)");
    BOOST_ERROR("a duplicate key went in");
  } catch (const Failure& f) {
    BOOST_TEST(f.is_constraint());
  }
  d.exec("PRAGMA max_page_count=4");
  try {
    d.exec("INSERT INTO t VALUES(2,zeroblob(1000000))");
    BOOST_ERROR("a full database took a megabyte");
  } catch (const Failure& f) {
    BOOST_TEST(f.is_full());
  }
  BOOST_CHECK_THROW(Db(dir + "/no/such/folder/t.db", Access::read_write), Failure);
}

BOOST_AUTO_TEST_CASE(a_backup_is_a_whole_database) {
  Db d(path(), Access::read_write);
  d.exec("CREATE TABLE t(a); INSERT INTO t VALUES(42)");
  d.backup_to(dir + "/copy.db");
  BOOST_TEST(Db(dir + "/copy.db", Access::read_only).scalar_i64("SELECT a FROM t") == 42);
}

BOOST_AUTO_TEST_SUITE_END()
