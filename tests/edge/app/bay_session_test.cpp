// A report that is made: kept step by step, resumed, or stored as partial; one document in any case.
#include "tests/edge/app/bay.hpp"

using namespace outpost;
using data::CommandState;
using nlohmann::json;
using outpost::test::Bay;

BOOST_AUTO_TEST_SUITE(bay_sessions)

BOOST_AUTO_TEST_CASE(steps_are_kept_once_each_and_go_with_the_report) {
  Bay bay;
  const Id report = bay.begin();
  BOOST_REQUIRE(bay.session().has_value());
  BOOST_TEST(bay.session()->steps == 0);
  BOOST_TEST(bay.session()->person == "李工");
  for (const std::int64_t n : {0, 1, 2, 1, 0, 2, 2}) bay.say_step(report, n);
  BOOST_TEST(bay.session()->steps == 3);
  BOOST_TEST(bay.session()->vin == test::car_vin);
  const auto bytes = bay.session()->bytes;
  bay.say_step(report, 1, "7E80641008");  // read anew after a resume: the later one counts
  BOOST_TEST(bay.session()->steps == 3);
  BOOST_TEST(bay.session()->bytes == bytes + 1);
  bay.reopen();
  BOOST_TEST(bay.session()->steps == 3);
  BOOST_REQUIRE(bay.end(report, CommandState::done).ok());
  bay.keep(report);
  BOOST_TEST(!bay.session().has_value());
  BOOST_TEST(bay.count("bay_step") == 0);
  BOOST_TEST(bay.events_of("diagnostics.report").size() == 1u);
  bay.check_all_ok();
}

BOOST_AUTO_TEST_CASE(what_comes_late_twice_or_from_elsewhere_changes_nothing) {
  Bay bay;
  const Id report = bay.begin();
  bay.say_step(report, 0);
  BOOST_REQUIRE(bay.say(test::step_body(report, 1), "bay2").ok());  // another bay
  BOOST_TEST(bay.session()->steps == 1);
  bay.say_step(bay.ids.next(), 0);  // a report that nobody asked for
  BOOST_TEST(bay.count("bay_session") == 1);
  BOOST_REQUIRE(bay.end(report, CommandState::done).ok());
  const auto first = bay.keep(report);
  bay.say_step(report, 1);  // the outcome overtook the last step
  BOOST_REQUIRE(bay.end(report, CommandState::done).ok());
  const auto again = bay.keep(report, true);  // and comes again, other than before
  BOOST_TEST(again.body == first.body);
  BOOST_TEST(bay.count("bay_session") == 0);
  BOOST_TEST(bay.count("bay_step") == 0);
  BOOST_TEST(bay.count("report") == 1);
  BOOST_TEST(bay.events_of("diagnostics.report").size() == 1u);
  bay.check_all_ok();
}

BOOST_AUTO_TEST_CASE(malformed_and_huge_steps_are_no_steps) {
  Bay bay;
  const Id report = bay.begin();
  const json good = json::parse(test::step_body(report, 0));
  const auto with = [&](const char* key, const json& value) {
    json j = good;
    j[key] = value;
    return bay.say(j.dump());
  };
  struct Row {
    const char* key;
    json value;
  };
  for (const auto& r :
       {Row{"report", 7}, Row{"report", "x"}, Row{"n", -1}, Row{"n", 1.5}, Row{"n", "1"},
        Row{"n", app::most_steps}, Row{"step", nullptr}, Row{"request", 9}, Row{"result", json()},
        Row{"at_ms", "now"}, Row{"took_ms", -1}, Row{"lines", "7E8"}, Row{"lines", {1, 2}}})
    BOOST_TEST(!with(r.key, r.value).ok(), r.key << " " << r.value);
  BOOST_TEST(bay.say("[]").error().name == "bad-step");
  BOOST_TEST(with("lines", {std::string(app::most_step_bytes, 'A')}).error().name == "step-too-large");
  BOOST_TEST(bay.session()->steps == 0);
  BOOST_TEST(with("n", app::most_steps - 1).ok());
  const std::string large(60'000, 'A');
  std::int64_t n = 0;
  while (bay.say(test::step_body(report, n, large)).ok()) BOOST_REQUIRE(++n < 30);
  BOOST_TEST(n == 17);
  BOOST_TEST(bay.say(test::step_body(report, n, large)).error().name == "session-full");
  BOOST_TEST(bay.session()->bytes <= app::most_session_bytes);
  bay.clock.advance(app::session_lost_us);
  bay.watch(false);  // and what was kept can still be stored
  BOOST_TEST(bay.document(report)["steps"].size() == 18u);
  bay.check_all_ok();
}

// A live value was out when the report began: its answer is the report's first step, asked before it.
BOOST_AUTO_TEST_CASE(a_step_that_was_asked_before_its_report_began_is_kept) {
  Bay bay;
  const Id report = bay.begin();
  json first = json::parse(test::step_body(report, 0));
  first["at_ms"] = -81;
  BOOST_REQUIRE(bay.say(first.dump()).ok());
  bay.say_step(report, 1);
  bay.boot = Bay::id_of(2);
  bay.watch(true);
  const auto resume = bay.send();
  BOOST_REQUIRE(resume.has_value());
  const json steps = json::parse(resume->body)["resume"]["steps"];
  BOOST_TEST((steps.size() == 2u && steps[0]["at_ms"] == -81), steps);
}

BOOST_AUTO_TEST_CASE(another_process_goes_on_with_what_was_kept) {
  Bay bay;
  const Id report = bay.begin();
  for (int n = 0; n < 3; ++n) bay.say_step(report, n);
  bay.say_step(report, 4);  // 3 was lost on the way: it and what follows are read anew
  bay.watch(true);
  BOOST_TEST(!bay.send().has_value());  // the same process is at it
  bay.boot = Bay::id_of(2);
  BOOST_REQUIRE(bay.end(report, CommandState::unknown, "device-restarted").ok());
  bay.watch(true);
  bay.watch(true);
  const auto resume = bay.send();
  BOOST_REQUIRE(resume.has_value());
  BOOST_TEST(!bay.send().has_value());  // once
  BOOST_CHECK(resume->id != report);
  BOOST_TEST(resume->command == "report");
  BOOST_TEST(resume->person == "李工");
  const json body = json::parse(resume->body)["resume"];
  BOOST_TEST(body["id"] == report.text());
  BOOST_TEST(body["started_at"] == "2026-01-01T00:00:00.000000Z");
  BOOST_REQUIRE(body["steps"].size() == 3u);
  json said = json::parse(test::step_body(report, 2));
  said.erase("report");
  BOOST_TEST(body["steps"][2] == said);
  bay.say_step(report, 3);
  BOOST_REQUIRE(bay.end(resume->id, CommandState::done).ok());
  const auto command =
      bay.read([&](sqlite::Db& db) { return app::get_command(db, bay.manager, resume->id); });
  BOOST_CHECK(app::report_of(*command) == report);
  bay.keep(report);
  BOOST_TEST(!bay.session().has_value());
  bay.watch(true);
  BOOST_TEST(!bay.send().has_value());
  BOOST_TEST(bay.count("report") == 1);
  bay.check_all_ok();
}

BOOST_AUTO_TEST_CASE(a_resume_that_could_not_begin_is_tried_again_until_it_is_lost) {
  Bay bay;
  const Id report = bay.begin();
  bay.say_step(report, 0);
  bay.boot = Bay::id_of(2);
  int tries = 0;
  for (Micros passed = 0; passed < app::session_lost_us; passed += 2 * us_per_s) {
    bay.watch(true);
    if (const auto command = bay.send()) {
      ++tries;
      BOOST_REQUIRE(bay.end(command->id, CommandState::failed, "connecting").ok());
    }
    BOOST_REQUIRE(bay.session().has_value());
    bay.clock.advance(2 * us_per_s);
  }
  BOOST_TEST(tries == 60);
  bay.watch(true);
  BOOST_TEST(!bay.session().has_value());
  BOOST_TEST(bay.document(report)["reason"] == "lost");
}

BOOST_AUTO_TEST_CASE(a_process_that_is_busy_or_silent_is_asked_again_later) {
  for (const bool busy : {false, true}) {
    Bay bay;
    const Id report = bay.begin();
    if (busy) {
      bay.boot = Bay::id_of(2);
      bay.watch(true);
      BOOST_REQUIRE(bay.end(bay.send()->id, CommandState::failed, "busy").ok());
    }
    bay.say_step(report, 0);
    bay.clock.advance(app::session_silent_us - 1);
    bay.watch(true);
    BOOST_TEST(!bay.send().has_value());
    bay.clock.advance(1);
    bay.watch(true);
    BOOST_TEST(bay.send().has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_bay_that_stays_away_leaves_a_partial_report) {
  Bay bay;
  const Id report = bay.begin();
  for (int n = 0; n < 3; ++n) {
    bay.say_step(report, n);
    bay.clock.advance(us_per_s);
  }
  bay.clock.advance(app::session_lost_us - 2 * us_per_s);
  bay.watch(false);
  BOOST_TEST(bay.session().has_value());
  bay.clock.advance(us_per_s);
  bay.watch(false, app::session_lost_us - 1);  // edge was away as well: the bay may have its outcome ready
  BOOST_TEST(bay.session().has_value());
  bay.watch(false);
  BOOST_TEST(!bay.session().has_value());
  const auto stored = bay.read([&](sqlite::Db& db) { return app::get_report(db, bay.manager, report); });
  BOOST_REQUIRE(stored.ok());
  BOOST_TEST(stored->vin == test::car_vin);
  BOOST_TEST(app::report_hash_ok(stored->body));
  const json doc = json::parse(stored->body);
  BOOST_TEST(doc["schema"] == "outpost.bay-report");
  BOOST_TEST(doc["version"] == 1);
  BOOST_TEST(doc["id"] == report.text());
  BOOST_TEST(doc["unit"] == "bay1");
  BOOST_TEST(doc["partial"] == true);
  BOOST_TEST(doc["reason"] == "lost");
  BOOST_TEST(doc["started_at"] == "2026-01-01T00:00:00.000000Z");
  BOOST_TEST(doc["duration_ms"] == 2'000);
  BOOST_TEST(doc["vehicle"]["vin"] == test::car_vin);
  BOOST_TEST(doc["mil_on"].is_null());
  BOOST_TEST(doc["codes_read"].empty());
  BOOST_REQUIRE(doc["steps"].size() == 3u);
  BOOST_TEST(doc["steps"][0]["lines"][0] == "7E8064100");
  BOOST_TEST(doc["steps"][0]["request"] == "0902");
  json other = doc;
  other["unit"] = "bay2";
  BOOST_TEST(!app::report_hash_ok(other.dump()));
  BOOST_TEST(bay.events_of("diagnostics.report")[0]["report"] == doc);
  BOOST_REQUIRE(bay.end(report, CommandState::done).ok());  // it comes back after all, too late
  BOOST_TEST(json::parse(bay.keep(report).body) == doc);
  BOOST_TEST(bay.events_of("diagnostics.report").size() == 1u);
  bay.check_all_ok();
}

BOOST_AUTO_TEST_CASE(a_bay_that_showed_two_cars_names_none) {
  for (const bool second : {false, true}) {
    Bay bay;
    const Id report = bay.begin();
    BOOST_REQUIRE(bay.say(test::step_body(report, 0), "bay1", "").ok());
    BOOST_REQUIRE(bay.say(test::step_body(report, 1)).ok());
    if (second) BOOST_REQUIRE(bay.say(test::step_body(report, 2), "bay1", "LSVAA49J132047372").ok());
    BOOST_REQUIRE(bay.say(test::step_body(report, 3)).ok());
    BOOST_REQUIRE(bay.say(test::step_body(report, 4), "bay1", "").ok());
    bay.clock.advance(app::session_lost_us);
    bay.watch(false);
    BOOST_TEST(bay.document(report)["vehicle"]["vin"] == (second ? json() : json(test::car_vin)));
    BOOST_TEST(bay.count("report WHERE vin=''") == (second ? 1 : 0));
  }
}

BOOST_AUTO_TEST_CASE(a_resume_that_nobody_needs_any_more_does_not_leave) {
  Bay bay;
  const Id report = bay.begin();
  bay.say_step(report, 0);
  bay.boot = Bay::id_of(2);
  bay.watch(true);
  const auto over = [&] {
    return *bay.read([](sqlite::Db& db) -> Result<bool> {
      return app::resume_is_over(db, app::queued_commands(db, "bay1").at(0));
    });
  };
  BOOST_TEST(!over());
  bay.keep(report);  // the first process had its outcome on the way
  BOOST_TEST(over());
}

BOOST_AUTO_TEST_CASE(yesterdays_session_is_not_resumed_with_todays_car) {
  Bay bay;
  const Id report = bay.begin();
  bay.say_step(report, 0);
  bay.clock.advance(12 * 3'600 * us_per_s);
  bay.reopen();
  bay.watch(true, 0);  // the same process: it may say its outcome in a moment
  BOOST_TEST(bay.session().has_value());
  BOOST_TEST(!bay.send().has_value());
  bay.boot = Bay::id_of(2);
  bay.watch(true, 0);
  BOOST_TEST(!bay.send().has_value());
  BOOST_TEST(bay.document(report)["partial"] == true);
}

BOOST_AUTO_TEST_CASE(a_report_that_read_nothing_leaves_nothing) {
  Bay bay;
  const Id failed = bay.begin();
  BOOST_REQUIRE(bay.end(failed, CommandState::failed, "no_adapter").ok());
  BOOST_TEST(!bay.session().has_value());
  bay.say_step(failed, 0);  // late
  BOOST_TEST(!bay.session().has_value());
  bay.begin();
  bay.clock.advance(app::session_lost_us);
  bay.watch(false);
  BOOST_TEST(!bay.session().has_value());
  BOOST_TEST(bay.count("report") == 0);
  BOOST_TEST(bay.events_of("diagnostics.report").empty());
}

BOOST_AUTO_TEST_CASE(a_session_begins_with_a_step_when_its_command_is_known) {
  Bay bay;
  const Id report = bay.begin();
  bay.close();
  sqlite::Db(bay.folder.path() + "/store.db", sqlite::Access::read_write).exec("DELETE FROM bay_session");
  bay.open();
  bay.say_step(report, 0);
  BOOST_REQUIRE(bay.session().has_value());
  BOOST_TEST(bay.session()->steps == 1);
  BOOST_TEST(bay.session()->person == "李工");
}

BOOST_AUTO_TEST_SUITE_END()
