// What the device link does about time, on a clock that the test moves: how long a command may wait for its
// unit and for its end, and when a unit was last heard.
#include "edge/app/commands.hpp"
#include "edge/app/unit_json.hpp"
#include "edge/base/paths.hpp"
#include "edge/base/time_text.hpp"
#include "edge/links/device_link.hpp"
#include "tests/edge/app/shop.hpp"
#include "tests/edge/links/fake_device.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using test::FakeDevice;

namespace {

constexpr int turns_ms = 400;  // several turns of the link, in which it would do what it must not

struct Desk {
  test::Shop shop{1, false};
  app::UnitBoard board{{{"shelf1", "shelf_stream", "shelf1"}}, shop.clock.wall_us()};
  app::CodePayments payments;
  links::DeviceLink link{{.endpoint = ipc_endpoint(shop.folder.path(), "device").value()},
                         *shop.writer,
                         board,
                         payments,
                         shop.clock,
                         {[](store::LiveEvent) {}, [](std::string, store::LiveEvent) {}}};
  FakeDevice shelf{shop.folder.path(), "shelf1"};

  Desk() { BOOST_REQUIRE(link.start().ok()); }
  ~Desk() { link.stop(); }

  Id queue() {
    const auto queued = shop.write([&](store::Tx& tx) {
      return app::queue_command(tx, shop.manager, "shelf1", "tare", "{\"channel\":0}");
    });
    BOOST_REQUIRE(queued.ok());
    link.commands_queued();
    return queued->id;
  }
  /// "sent", "failed unit-away", ...
  std::string end_of(const Id& id) {
    const auto c = *shop.read([&](sqlite::Db& db) { return app::get_command(db, shop.manager, id); });
    return std::string(data::name_of(c.state)) + (c.reason.empty() ? "" : " " + c.reason);
  }
  std::string time_of(const char* name) const {
    const auto j = nlohmann::json::parse(app::device_json(*board.one("shelf1")));
    return j[name].is_string() ? j[name].get<std::string>() : "never";
  }
  std::string last_seen() const { return time_of("last_seen"); }
  std::string now() { return rfc3339(shop.clock.wall_us()); }
  /// Time passes in which the unit gives a sign of life once a second, as a good one does.
  void pass_alive(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      shop.clock.advance(us_per_s);
      shelf.beat();
      BOOST_REQUIRE(becomes([&] { return last_seen(); }, now()));
    }
  }

  template <class F> static bool becomes(F look, const std::string& wanted) {
    for (int i = 0; i < 2'000 && look() != wanted; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    BOOST_TEST(look() == wanted);
    return look() == wanted;
  }
  bool ends_as(const Id& id, const std::string& wanted) {
    return becomes([&] { return end_of(id); }, wanted);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(device_time, Desk)

BOOST_AUTO_TEST_CASE(last_seen_moves_with_every_sign_of_life_and_stands_still_in_silence) {
  BOOST_TEST(last_seen() == "never");
  shelf.hello("shelf_stream");
  BOOST_TEST(becomes([&] { return last_seen(); }, now()));
  pass_alive(3);  // beats only: the state says nothing for five seconds
  shelf.reading("door", R"({"door":"open"})");
  const auto heard = now();
  BOOST_TEST(becomes([&] { return time_of("last_data"); }, heard));
  shop.clock.advance(20 * us_per_s);
  BOOST_TEST(becomes([&] { return board.one("shelf1")->state; }, "stale"));
  BOOST_TEST(last_seen() == heard);
}

BOOST_AUTO_TEST_CASE(a_command_waits_a_minute_for_its_unit_and_not_longer) {
  const Id id = queue();
  shop.clock.advance(60 * us_per_s);
  BOOST_TEST(!shelf.wait(ipc::Kind::command, turns_ms).has_value());
  BOOST_TEST(end_of(id) == "queued");
  shop.clock.advance(3 * us_per_s);  // the link looks every two seconds
  BOOST_TEST(ends_as(id, "failed unit-away"));
  shelf.hello("shelf_stream");
  BOOST_TEST(!shelf.wait(ipc::Kind::command, turns_ms).has_value());
}

BOOST_AUTO_TEST_CASE(a_unit_that_comes_back_in_time_gets_its_command_and_too_late_does_not) {
  for (const bool in_time : {true, false}) {
    shelf.restart();
    shelf.hello("shelf_stream");
    shop.clock.advance(4 * us_per_s);
    BOOST_TEST(becomes([&] { return board.one("shelf1")->state; }, "stale"));
    const Id id = queue();
    BOOST_TEST(!shelf.wait(ipc::Kind::command, turns_ms).has_value());
    shop.clock.set_wall(shop.clock.wall_us() + (in_time ? 59 : 61) * us_per_s);  // no turn to look in between
    shelf.beat();
    BOOST_TEST(shelf.wait(ipc::Kind::command, turns_ms).has_value() == in_time);
    BOOST_TEST(ends_as(id, in_time ? "sent" : "failed too-old"));
  }
}

BOOST_AUTO_TEST_CASE(a_command_behind_others_does_not_begin_late) {
  shelf.hello("shelf_stream");
  std::vector<Id> sent;
  for (int i = 0; i < 4; ++i) sent.push_back(queue());
  for (const auto& id : sent) BOOST_TEST(ends_as(id, "sent"));
  const Id fifth = queue();
  pass_alive(60);
  BOOST_TEST(end_of(fifth) == "queued");
  pass_alive(3);
  BOOST_TEST(ends_as(fifth, "failed too-old"));
  for (const auto& id : sent) BOOST_TEST(end_of(id) == "sent");
}

BOOST_AUTO_TEST_CASE(a_command_without_an_outcome_is_unknown_after_ten_minutes_until_it_is_heard_of) {
  shelf.hello("shelf_stream");
  const Id id = queue();
  BOOST_TEST(ends_as(id, "sent"));
  BOOST_REQUIRE(shelf.wait(ipc::Kind::command));
  std::this_thread::sleep_for(std::chrono::milliseconds(turns_ms));  // it left: its ten minutes have begun
  shop.clock.advance(595 * us_per_s);
  std::this_thread::sleep_for(std::chrono::milliseconds(turns_ms));
  BOOST_TEST(end_of(id) == "sent");
  shop.clock.advance(7 * us_per_s);
  BOOST_TEST(ends_as(id, "unknown no-outcome"));
  shelf.beat();
  shelf.outcome("tare", id, R"({"result":"done","reason":""})");
  BOOST_TEST(ends_as(id, "done"));
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_a_day_leaves_no_command_waiting_for_tomorrow) {
  const Id id = queue();
  shop.clock.set_wall(shop.clock.wall_us() - 86'400 * us_per_s);
  link.commands_queued();
  BOOST_TEST(ends_as(id, "failed unit-away"));
}

BOOST_AUTO_TEST_SUITE_END()
