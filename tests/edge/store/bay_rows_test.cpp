// The rows of bays: in a store that comes from the version before, and what they refuse.
#include "edge/store/bay_clears.hpp"
#include "edge/store/bay_sessions.hpp"
#include "edge/store/commands.hpp"
#include "edge/store/migrate.hpp"
#include "edge/store/migrations.hpp"
#include "edge/store/reports.hpp"
#include "tests/edge/store/folder.hpp"

using namespace outpost;
using outpost::test::Folder;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t schema_before = 4;

Id id_of(std::uint8_t n) {
  Id id;
  id.bytes[15] = n;
  return id;
}

store::BaySessionRow session_row() {
  return {id_of(1), "bay1", "bay1", "ann", "", id_of(9), true, 10, 10, 10, 0, 0};
}

}  // namespace

BOOST_AUTO_TEST_CASE(bay_sessions_come_to_a_store_that_has_reports_and_commands_under_way) {
  Folder folder;
  sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_write);
  auto before = store::migrations();
  BOOST_REQUIRE(before.size() > schema_before);
  before.resize(schema_before);
  BOOST_REQUIRE(store::migrate(db, before).ok());
  db.exec("INSERT INTO report(id,unit,station,vin,at_us,series,event_seq,body) "
          "VALUES(x'00000000000000000000000000000001','bay1','bay1','LSV',5,1,1,'{\"codes\":[]}');"
          "INSERT INTO device_command(id,unit,command,body,state,reason,person,created_us,sent_us) "
          "VALUES(x'00000000000000000000000000000002','bay1','report','{}','sent','','ann',5,6);");
  BOOST_REQUIRE(store::migrate(db, store::migrations()).ok());
  BOOST_TEST(fs::exists(folder.path() + "/pre-0004.db"));
  BOOST_TEST(store::find_report(db, id_of(1))->body == "{\"codes\":[]}");
  BOOST_TEST(store::open_commands(db).size() == 1u);
  BOOST_TEST(store::all_sessions(db).empty());
  BOOST_TEST(store::clears_of(db, id_of(1)).empty());
  store::insert_session(db, session_row());
  BOOST_TEST(store::all_sessions(db).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_session_and_its_steps_go_together) {
  Folder folder;
  sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_write);
  BOOST_REQUIRE(store::migrate(db, store::migrations()).ok());
  auto row = session_row();
  store::insert_session(db, row);
  BOOST_CHECK_THROW(store::insert_session(db, row), sqlite::Failure);
  BOOST_CHECK_THROW(store::put_step(db, id_of(2), {0, "{}"}), sqlite::Failure);  // of no session
  BOOST_CHECK_THROW(store::put_step(db, row.report, {-1, "{}"}), sqlite::Failure);
  for (const std::int64_t n : {2, 0, 2})
    store::put_step(db, row.report, {n, "{\"n\":" + std::to_string(n) + "}"});
  store::put_step(db, row.report, {0, "{}"});
  const auto steps = store::steps_of(db, row.report);
  BOOST_REQUIRE(steps.size() == 2u);
  BOOST_TEST(steps[0].body == "{}");
  BOOST_TEST(steps[1].n == 2);
  BOOST_TEST(!store::find_step(db, row.report, 1));
  row.vin = "LSV", row.boot = id_of(8), row.waiting = false, row.heard_us = 11, row.asked_us = 12;
  row.steps = 2, row.bytes = 9;
  store::update_session(db, row);
  const auto again = store::find_session(db, row.report);
  BOOST_TEST(again->vin == "LSV");
  BOOST_CHECK(again->boot == id_of(8));
  BOOST_TEST(!again->waiting);
  BOOST_TEST(again->started_us == 10);
  BOOST_TEST(again->heard_us == 11);
  BOOST_TEST(again->asked_us == 12);
  BOOST_TEST(again->steps == 2);
  BOOST_TEST(again->bytes == 9);
  store::drop_session(db, row.report);
  BOOST_TEST(!store::find_session(db, row.report));
  BOOST_TEST(db.scalar_i64("SELECT count(*) FROM bay_step") == 0);
}

BOOST_AUTO_TEST_CASE(a_clear_without_person_car_snapshot_or_event_cannot_be_stored) {
  Folder folder;
  sqlite::Db db(folder.path() + "/store.db", sqlite::Access::read_write);
  BOOST_REQUIRE(store::migrate(db, store::migrations()).ok());
  store::insert_report(db, {id_of(1), "bay1", "bay1", "LSV", 5, 1, 1, "{}"});
  store::BayClearRow good;
  good.id = id_of(3), good.report = id_of(1), good.unit = good.station = "bay1", good.vin = "LSV";
  good.role = "technician", good.person = good.person_name = "ann", good.asked_us = 7;
  struct Row {
    const char* what;
    std::function<void(store::BayClearRow&)> spoil;
  };
  for (const auto& r : {
           Row{"no snapshot", [](auto& c) { c.report = id_of(2); }},
           Row{"no car", [](auto& c) { c.vin.clear(); }},
           Row{"nobody", [](auto& c) { c.person.clear(); }},
           Row{"no name", [](auto& c) { c.person_name.clear(); }},
           Row{"an end without its event", [](auto& c) { c.result = "done"; }},
           Row{"a result that is none", [](auto& c) { c.result = "perhaps", c.event_seq = 1; }},
       }) {
    auto bad = good;
    r.spoil(bad);
    BOOST_CHECK_THROW(store::insert_clear(db, bad), sqlite::Failure);
    BOOST_TEST(!store::find_clear(db, good.id), r.what);
  }
  store::insert_clear(db, good);
  BOOST_TEST(store::cleared_since(db, "LSV", 7));
  BOOST_TEST(!store::cleared_since(db, "LSV", 8));
  BOOST_TEST(!store::cleared_since(db, "LSW", 7));
  good.result = "failed", good.reason = "clear-engine-runs", good.series = 1, good.event_seq = 2;
  good.ended_us = 9, good.codes_left = "[1]";
  store::update_clear(db, good);
  BOOST_TEST(!store::cleared_since(db, "LSV", 7));
  const auto again = store::clears_of(db, id_of(1));
  BOOST_REQUIRE(again.size() == 1u);
  BOOST_TEST(again[0].reason == "clear-engine-runs");
  BOOST_TEST(again[0].codes_left == "[1]");
  BOOST_TEST(*again[0].ended_us == 9);
  BOOST_TEST(*again[0].event_seq == 2);
}
