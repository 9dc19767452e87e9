// Clearing codes: a named person, a whole and fresh snapshot of this very car; and what comes of it.
#include "edge/app/bay_clear.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/data/clear_words.hpp"
#include "tests/edge/app/bay.hpp"

#include <set>

using namespace outpost;
using data::CommandState;
using nlohmann::json;
using outpost::test::Bay;

namespace {

struct Clearing : Bay {
  Id report = begin();
  app::ClearRequest request{"bay1", "bay1", report, true, test::car_vin};

  explicit Clearing(bool partial = false) {
    BOOST_REQUIRE(end(report, CommandState::done).ok());
    keep(report, partial);
  }
  Result<app::Command> clear() { return clear_as(technician); }
  Result<app::Command> clear_as(const app::Actor& who) {
    return write([&](store::Tx& tx) { return app::clear_codes(tx, who, request); });
  }
  std::string refused() {
    const auto c = clear();
    if (c.ok()) return "";
    BOOST_TEST(c.error().text == data::clear_word(c.error().name).en);
    BOOST_TEST(count("bay_clear") == 0);
    BOOST_TEST(count("device_command WHERE command='clear'") == 0);
    return c.error().name;
  }
  json clears() {
    const auto r = read([&](sqlite::Db& db) { return app::get_report(db, manager, report); });
    return json::parse(app::to_json(*r))["cleared"];
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_clear)

BOOST_AUTO_TEST_CASE(a_named_person_clears_after_a_whole_report) {
  Clearing bay;
  const auto queued = bay.clear();
  BOOST_REQUIRE(queued.ok());
  BOOST_TEST(queued->command == "clear");
  BOOST_TEST(queued->unit == "bay1");
  BOOST_TEST(json::parse(queued->body) == json({{"person", bay.technician.terminal.text()},
                                                {"person_name", "李工"},
                                                {"snapshot", bay.report.text()},
                                                {"vin", test::car_vin}}));
  BOOST_TEST(bay.clears()[0]["result"] == "under_way");
  BOOST_TEST(bay.events_of("diagnostics.cleared").empty());
  const std::string left = R"([{"code":"P0301","kind":"permanent","unit":"7E8"}])";
  for (int i = 0; i < 3; ++i)  // the outcome comes again and again
    BOOST_REQUIRE(bay.write([&](store::Tx& tx) -> Result<void> {
                       app::note_codes_left(tx, queued->id, i ? "[]" : left);
                       OUTPOST_CHECK(app::end_command(tx, queued->id, CommandState::done, ""));
                       return {};
                     })
                      .ok());
  const auto events = bay.events_of("diagnostics.cleared");
  BOOST_REQUIRE(events.size() == 1u);
  for (const auto& [key, value] : std::map<std::string, json>{{"id", queued->id.text()},
                                                              {"snapshot", bay.report.text()},
                                                              {"unit", "bay1"},
                                                              {"station", "bay1"},
                                                              {"vin", test::car_vin},
                                                              {"role", "technician"},
                                                              {"person", bay.technician.terminal.text()},
                                                              {"person_name", "李工"},
                                                              {"asked_at", "2026-01-01T00:00:00.000000Z"},
                                                              {"ended_at", "2026-01-01T00:00:00.000000Z"},
                                                              {"result", "done"},
                                                              {"reason", ""},
                                                              {"codes_left", json::parse(left)}})
    BOOST_TEST(events[0][key] == value, key << ": " << events[0][key]);
  BOOST_TEST(bay.clears()[0]["result"] == "done");
  BOOST_TEST(bay.clears()[0]["codes_left"] == json::parse(left));
  BOOST_TEST(bay.clears()[0]["text_en"] == "");
  bay.check_all_ok();
  bay.reopen();
  BOOST_TEST(bay.clears().size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_counts_as_a_named_person) {
  struct Row {
    const char* what;
    app::Actor actor;
    const char* name;  // "" = nobody
  };
  const Id t = Bay::id_of(9);
  using app::Role;
  for (const auto& r : {
           Row{"a technician's own terminal", {t, "李工", Role::technician, "bay1", ""}, "李工"},
           Row{"a manager's own terminal", {t, "meg", Role::manager, "office", ""}, "meg"},
           Row{"the owner signed in", {t, "office", Role::owner, "office", "owner"}, "owner"},
           Row{"somebody signed in at a shared one", {t, "bay1", Role::technician, "bay1", "ann"}, "ann"},
           Row{"a shared terminal", {t, "bay1", Role::technician, "bay1", ""}, ""},
           Row{"a terminal without a label", {t, "", Role::manager, "office", ""}, ""},
           Row{"a script with the box's token", {t, "outpost-store", Role::owner, "office", ""}, ""},
           Row{"a device", {t, "bay1", Role::device, "shelf1", ""}, ""},
       }) {
    const auto person = app::named_person(r.actor);
    BOOST_TEST((person ? person->name : "") == r.name, r.what);
    Clearing bay;
    const auto clear = bay.clear_as(r.actor);
    BOOST_TEST(clear.ok() == (*r.name != 0), r.what);
    if (!clear.ok()) BOOST_TEST(clear.error().name == "clear-nobody");
  }
}

BOOST_AUTO_TEST_CASE(every_refusal_has_its_name_and_queues_nothing) {
  struct Row {
    const char* name;
    std::function<void(Clearing&)> with;
  };
  for (const auto& r : {
           Row{"", [](Clearing&) {}},
           Row{"clear-nobody", [](Clearing& b) { b.technician.label = "bay1"; }},
           Row{"unknown-report", [](Clearing& b) { b.request.report = Bay::id_of(99); }},
           Row{"clear-other-bay", [](Clearing& b) { b.request.unit = "bay2"; }},
           Row{"", [](Clearing& b) { b.clock.advance(app::oldest_snapshot_us); }},
           Row{"clear-old", [](Clearing& b) { b.clock.advance(app::oldest_snapshot_us + 1); }},
           Row{"clear-old", [](Clearing& b) { b.clock.set_wall(b.clock.wall_us() - 7'200 * us_per_s); }},
           Row{"clear-other-car", [](Clearing& b) { b.request.vin = "LSVAA49J132047372"; }},
           Row{"clear-other-car", [](Clearing& b) { b.request.vin = ""; }},
           Row{"clear-no-car", [](Clearing& b) { b.request.car_ready = false; }},
           Row{"clear-bay-reads", [](Clearing& b) { b.begin(); }},
       }) {
    Clearing bay;
    r.with(bay);
    BOOST_TEST(bay.refused() == r.name);
  }
  BOOST_TEST(Clearing(true).refused() == "clear-partial");
}

BOOST_AUTO_TEST_CASE(a_report_of_an_unknown_schema_or_car_is_no_snapshot) {
  Clearing bay;
  const auto keep = [&](const std::string& vin, const std::string& body) {
    bay.request.report = bay.ids.next();
    BOOST_REQUIRE(bay.write([&](store::Tx& tx) {
                       return app::keep_report(tx, bay.request.report, "bay1", "bay1", vin, tx.now_us, body);
                     })
                      .ok());
  };
  for (const auto* body :
       {"{}", R"({"schema":"other","partial":false})", R"({"schema":"outpost.bay-report"})",
        R"({"schema":"outpost.bay-report","partial":"no"})"}) {
    keep(test::car_vin, body);
    BOOST_TEST(bay.refused() == "clear-partial", body);
  }
  keep("", test::report_document(bay.request.report));
  bay.request.vin = "";
  BOOST_TEST(bay.refused() == "clear-no-vin");
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_good_for_one_clear) {
  struct Row {
    CommandState state;
    const char* reason;
    const char* second;  // "" = may be tried again
  };
  for (const auto& r : {
           Row{CommandState::queued, "", "clear-already"},
           Row{CommandState::done, "", "clear-already"},
           Row{CommandState::unknown, "device-restarted", "clear-already"},
           Row{CommandState::failed, "lost", "clear-already"},
           Row{CommandState::failed, "clear-engine-runs", ""},
           Row{CommandState::failed, "clear-engine-unknown", ""},
           Row{CommandState::failed, "unit-away", ""},
       }) {
    BOOST_TEST_CONTEXT(data::name_of(r.state) << " " << r.reason) {
      Clearing bay;
      const auto first = bay.clear();
      BOOST_REQUIRE(first.ok());
      if (r.state != CommandState::queued) BOOST_REQUIRE(bay.end(first->id, r.state, r.reason).ok());
      const auto second = bay.clear();
      BOOST_TEST((second.ok() ? "" : second.error().name) == r.second);
      bay.clock.set_wall(bay.clock.wall_us() -
                         60 * us_per_s);  // also by the clock of somebody who sets it back
      if (*r.second) BOOST_TEST(bay.clear().error().name == r.second);
      // Of the same car in a report that was made before, too.
      if (*r.second) {
        const Id other = bay.ids.next();
        BOOST_REQUIRE(bay.write([&](store::Tx& tx) {
                           return app::keep_report(tx, other, "bay1", "bay1", test::car_vin,
                                                   tx.now_us - us_per_s, test::report_document(other));
                         })
                          .ok());
        bay.request.report = other;
        BOOST_TEST(bay.clear().error().name == r.second);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(however_it_ends_there_is_an_event) {
  Clearing bay;
  const auto first = bay.clear();
  BOOST_REQUIRE(bay.write([&](store::Tx& tx) { return app::mark_sent(tx, first->id); }).ok());
  bay.reopen();
  BOOST_REQUIRE(bay.write([&](store::Tx& tx) { return app::recover_commands(tx, 60 * us_per_s); }).ok());
  BOOST_TEST(bay.clears()[0]["result"] == "unknown");
  BOOST_TEST(bay.clears()[0]["reason"] == "restarted");
  BOOST_TEST(bay.clears()[0]["text_zh"] == data::clear_word("restarted").zh);
  BOOST_TEST(bay.clears()[0]["codes_left"].is_null());
  BOOST_REQUIRE(bay.end(first->id, CommandState::failed, "clear-engine-runs").ok());  // heard late
  BOOST_REQUIRE(bay.end(first->id, CommandState::done).ok());                         // and no more
  auto events = bay.events_of("diagnostics.cleared");
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST(events[0]["result"] == "unknown");
  BOOST_TEST(events[1]["result"] == "failed");
  BOOST_TEST(events[1]["reason"] == "clear-engine-runs");
  BOOST_TEST(events[1]["id"] == events[0]["id"]);
  const auto second = bay.clear();
  BOOST_REQUIRE(second.ok());
  bay.clock.advance(61 * us_per_s);  // nobody took it
  BOOST_REQUIRE(bay.end(second->id, CommandState::failed, "too-old").ok());
  BOOST_TEST(bay.events_of("diagnostics.cleared").back()["reason"] == "too-old");
  BOOST_TEST(bay.clears().size() == 2u);
  bay.check_all_ok();
}

BOOST_AUTO_TEST_CASE(verify_sees_planted_faults_of_bays) {
  struct Row {
    const char *sql, *check;
  };
  for (const auto& r : {
           Row{"INSERT INTO "
               "bay_session(report,unit,station,person,vin,boot,waiting,started_us,heard_us,asked_us,"
               "steps,bytes) SELECT id,unit,station,'','',zeroblob(16),1,1,1,1,0,0 FROM report",
               "bay-sessions"},
           Row{"INSERT INTO "
               "bay_session(report,unit,station,person,vin,boot,waiting,started_us,heard_us,asked_us,"
               "steps,bytes) VALUES(zeroblob(16),'','','','',zeroblob(16),1,1,1,1,3,0)",
               "bay-sessions"},
           Row{"UPDATE bay_clear SET event_seq=event_seq-1", "clear-events"},
           Row{"UPDATE bay_clear SET vin='LSW'", "clear-events"},
       }) {
    Clearing bay;
    BOOST_REQUIRE(bay.end(bay.clear()->id, CommandState::done).ok());
    bay.check_all_ok();
    bay.close();
    sqlite::Db db(bay.folder.path() + "/store.db", sqlite::Access::read_write);
    db.exec(r.sql);
    bool seen = false;
    const auto checks = app::verify(db);
    for (const auto& c : *checks) seen = seen || (c.name == r.check && !c.ok);
    BOOST_TEST(seen, r.check << " after " << r.sql);
  }
}

BOOST_AUTO_TEST_CASE(every_reason_has_words_in_both_languages) {
  std::set<std::string_view> names;
  for (const auto& w : data::clear_words()) {
    BOOST_TEST(names.insert(w.name).second, w.name);
    BOOST_TEST(w.en.ends_with("."), w.name);
    BOOST_TEST(w.zh.ends_with("。"), w.name);
    BOOST_TEST(&data::clear_word(w.name) == &w);
  }
  for (const auto* name : {"clear-nobody", "clear-no-snapshot", "clear-other-car", "clear-engine-unknown",
                           "clear-engine-runs", "busy", "refused-by-car", "lost", "unit-away", "too-old"})
    BOOST_TEST(names.contains(name), name);
  BOOST_TEST(!data::clear_word("something-new").zh.empty());
}

BOOST_AUTO_TEST_SUITE_END()
