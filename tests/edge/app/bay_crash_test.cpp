// Cut off before and after every COMMIT of a session: what was committed is there, what was not is not, and
// one document comes out, whatever came twice.
#include "tests/edge/app/bay.hpp"

using namespace outpost;
using data::CommandState;
using outpost::test::Bay;

namespace {

/// One piece of work on a connection of its own that is dropped: without a COMMIT as by a crash, or after it.
template <class F> void cut_off(Bay& bay, bool committed, F work) {
  bay.close();
  {
    sqlite::Db db(bay.folder.path() + "/store.db", sqlite::Access::read_write);
    std::vector<store::LiveEvent> events;
    store::Tx tx{db, bay.clock.wall_us(), 0, bay.ids, bay.random, events, bay.settings};
    db.exec("BEGIN IMMEDIATE");
    BOOST_REQUIRE(work(tx).ok());
    if (committed) db.exec("COMMIT");
  }
  bay.open();
}

struct Point {
  const char* name;
  std::function<Result<void>(Bay&, store::Tx&, const Id& report)> work;
};

const std::vector<Point>& points() {
  static const std::vector<Point> table = {
      {"step 0",
       [](Bay& bay, store::Tx& tx, const Id& report) {
         return app::keep_step(tx, {"bay1", "bay1", bay.boot, test::car_vin},
                               *app::read_step(test::step_body(report, 0)));
       }},
      {"step 1",
       [](Bay& bay, store::Tx& tx, const Id& report) {
         return app::keep_step(tx, {"bay1", "bay1", bay.boot, test::car_vin},
                               *app::read_step(test::step_body(report, 1)));
       }},
      {"outcome",
       [](Bay&, store::Tx& tx, const Id& report) -> Result<void> {
         OUTPOST_CHECK(app::end_command(tx, report, CommandState::done, ""));
         OUTPOST_CHECK(app::keep_report(tx, report, "bay1", "bay1", test::car_vin, tx.now_us,
                                        test::report_document(report)));
         return {};
       }},
  };
  return table;
}

/// Steps and documents: 10 a step, 1 a document, with the session's own count of its steps.
std::string picture(Bay& bay) {
  const auto s = bay.session();
  return std::to_string(bay.count("bay_step")) + " steps, " + (s ? std::to_string(s->steps) : "no") +
         " counted, " + std::to_string(bay.count("report")) + " reports, " +
         std::to_string(bay.events_of("diagnostics.report").size()) + " events";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_bay_session_survives_a_crash_at_every_point) {
  for (std::size_t at = 0; at < points().size(); ++at)
    for (const bool committed : {false, true})
      for (const bool said_again : {false, true}) {
        BOOST_TEST_CONTEXT(points()[at].name << (committed ? " committed" : " cut off")
                                             << (said_again ? ", said again" : "")) {
          Bay bay;
          const Id report = bay.begin();
          for (std::size_t i = 0; i < at; ++i)
            cut_off(bay, true, [&](store::Tx& tx) { return points()[i].work(bay, tx, report); });
          const auto before = picture(bay);
          cut_off(bay, committed, [&](store::Tx& tx) { return points()[at].work(bay, tx, report); });
          BOOST_TEST((picture(bay) == before) == !committed, picture(bay));
          bay.check_all_ok();
          // The bay says everything again, or is never heard again.
          if (said_again) {
            for (const auto& p : points())
              BOOST_REQUIRE(bay.write([&](store::Tx& tx) { return p.work(bay, tx, report); }).ok());
          } else {
            bay.clock.advance(app::session_lost_us);
            bay.watch(false);
          }
          const bool read_something = said_again || at > 0 || committed;
          BOOST_TEST(picture(bay) == (read_something ? "0 steps, no counted, 1 reports, 1 events"
                                                     : "0 steps, no counted, 0 reports, 0 events"));
          const bool whole = said_again || (at == 2 && committed);
          if (read_something) BOOST_TEST(bay.document(report)["partial"] == !whole);
          bay.check_all_ok();
        }
      }
}

BOOST_AUTO_TEST_CASE(any_order_of_messages_with_restarts_gives_one_document) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Bay bay(seed);
      SeededRandom random(seed);
      const auto below = [&](std::uint64_t n) { return random.next() % n; };
      const Id report = bay.begin();
      std::vector<Id> commands = {report};
      bool ended = false;
      for (int i = 0; i < 60; ++i) {
        switch (below(7)) {
        case 0:
        case 1:
        case 2: bay.say_step(report, static_cast<std::int64_t>(below(6)), below(8) ? "A" : "B"); break;
        case 3: bay.boot = Bay::id_of(static_cast<std::uint8_t>(1 + below(3))); break;
        case 4:
          bay.watch(below(2) != 0, 0);
          if (const auto c = bay.send()) commands.push_back(c->id);
          break;
        case 5:
          bay.reopen();
          BOOST_REQUIRE(
              bay.write([&](store::Tx& tx) { return app::recover_commands(tx, 60 * us_per_s); }).ok());
          break;
        default: {
          const Id id = commands[below(commands.size())];
          const bool done = below(12) == 0;
          if (done) bay.keep(report), ended = true;
          if (done || id != report)
            BOOST_REQUIRE(bay.end(id, done ? CommandState::done : CommandState::failed, "busy").ok());
        }
        }
        bay.clock.advance(static_cast<Micros>(below(15)) * us_per_s);
      }
      bay.clock.advance(app::session_lost_us);
      bay.watch(false);
      BOOST_TEST(bay.count("bay_session") == 0);
      BOOST_TEST(bay.count("bay_step") == 0);
      BOOST_TEST(bay.events_of("diagnostics.report").size() == static_cast<std::size_t>(bay.count("report")));
      BOOST_TEST(bay.count("report") == 1);
      if (!ended) BOOST_TEST(bay.document(report)["reason"] == "lost");
      bay.check_all_ok();
    }
  }
}
