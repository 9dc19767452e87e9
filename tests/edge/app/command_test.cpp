// Device commands as rows: what a restart makes of them, and how many may wait.
#include "edge/app/commands.hpp"
#include "tests/edge/app/shop.hpp"

using namespace outpost;
using data::CommandState;
using outpost::test::Shop;

namespace {

constexpr Micros life_us = 60 * us_per_s;

Id queue(Shop& shop, const std::string& unit = "printer1") {
  const auto queued = shop.write(
      [&](store::Tx& tx) { return app::queue_command(tx, shop.till, unit, "print", "{\"job\":{}}"); });
  BOOST_REQUIRE(queued.ok());
  return queued->id;
}

app::Command look(Shop& shop, const Id& id) {
  return *shop.read([&](sqlite::Db& db) { return app::get_command(db, shop.manager, id); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_restart_knows_nothing_of_what_was_sent_and_begins_nothing_old) {
  struct Row {
    const char* what;
    bool sent;
    Micros passed_us;  // until the restart
    CommandState state;
    const char* reason;
  };
  for (const auto& r : {
           Row{"just queued", false, 0, CommandState::queued, ""},
           Row{"queued a minute ago", false, life_us, CommandState::queued, ""},
           Row{"queued longer ago", false, life_us + 1, CommandState::failed, "too-old"},
           Row{"the clock was set back a day", false, -86'400 * us_per_s, CommandState::failed, "too-old"},
           Row{"sent just now", true, 0, CommandState::unknown, "restarted"},
           Row{"sent long ago", true, 3'600 * us_per_s, CommandState::unknown, "restarted"},
       }) {
    BOOST_TEST_CONTEXT(r.what) {
      Shop shop(1, false);
      const Id id = queue(shop), other = queue(shop, "printer2");
      BOOST_REQUIRE(
          shop.write([&](store::Tx& tx) { return app::end_command(tx, other, CommandState::done, ""); })
              .ok());
      if (r.sent) BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::mark_sent(tx, id); }).ok());
      shop.clock.set_wall(shop.clock.wall_us() + r.passed_us);
      shop.reopen();
      const auto settled = shop.write([&](store::Tx& tx) { return app::recover_commands(tx, life_us); });
      BOOST_TEST(*settled == (r.state == CommandState::queued ? 0 : 1));
      BOOST_TEST(data::name_of(look(shop, id).state) == data::name_of(r.state));
      BOOST_TEST(look(shop, id).reason == r.reason);
      BOOST_TEST(look(shop, id).ended_us.has_value() == (r.state != CommandState::queued));
      BOOST_TEST(data::name_of(look(shop, other).state) == data::name_of(CommandState::done));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_command_is_sent_once_and_its_end_is_final) {
  Shop shop(1, false);
  const Id id = queue(shop);
  const auto end = [&](CommandState state) {
    return shop.write([&](store::Tx& tx) { return app::end_command(tx, id, state, "x"); })->state;
  };
  const auto send = [&] { return shop.write([&](store::Tx& tx) { return app::mark_sent(tx, id); }); };
  BOOST_REQUIRE(send().ok());
  BOOST_TEST(send().error().name == "not-queued");
  BOOST_TEST(data::name_of(end(CommandState::unknown)) == data::name_of(CommandState::unknown));
  BOOST_TEST(data::name_of(end(CommandState::done)) == data::name_of(CommandState::done));  // heard late
  for (const auto state : {CommandState::failed, CommandState::unknown, CommandState::done})
    BOOST_TEST(data::name_of(end(state)) == data::name_of(CommandState::done));
  BOOST_TEST(send().error().name == "not-queued");
}

BOOST_AUTO_TEST_CASE(a_unit_has_only_so_much_to_do) {
  Shop shop(1, false);
  for (std::size_t i = 0; i < app::most_queued_per_unit; ++i) queue(shop);
  const auto more =
      shop.write([&](store::Tx& tx) { return app::queue_command(tx, shop.till, "printer1", "print", "{}"); });
  BOOST_TEST(more.error().name == "unit-busy");
  BOOST_CHECK(more.error().code == Code::busy);
  queue(shop, "printer2");  // another has room
}
