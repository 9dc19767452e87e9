// Alarms begin once and end: by a person, or when what they are about is over.
#include "edge/app/alarms.hpp"
#include "edge/app/attempt_rows.hpp"
#include "edge/app/clock_watch.hpp"
#include "tests/edge/app/shop.hpp"

#include <future>
#include <nlohmann/json.hpp>
#include <set>

using namespace outpost;
using outpost::test::Shop;

namespace {

app::Alarm raise(Shop& shop, const std::string& name, const std::string& subject = "") {
  auto raised = shop.write([&](store::Tx& tx) { return app::raise_alarm(tx, name, subject, "It is so."); });
  BOOST_REQUIRE(raised.ok());
  return *raised;
}

std::vector<app::Alarm> open_alarms(Shop& shop) {
  const auto page = shop.read([&](sqlite::Db& db) { return app::list_alarms(db, shop.manager); });
  BOOST_REQUIRE(page.ok());
  return page->items;
}

Result<app::Alarm> clear(Shop& shop, const Id& id) {
  return shop.write([&](store::Tx& tx) { return app::clear_alarm(tx, shop.manager, id); });
}

std::int64_t evidence(Shop& shop) {
  sqlite::Db db(shop.folder.path() + "/store.db", sqlite::Access::read_only);
  return db.scalar_i64(
      "SELECT count(*) FROM evidence WHERE name='alarm-cleared' AND detail LIKE '%office by meg'");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_person_ends_an_alarm_and_the_next_trouble_raises_a_new_one) {
  Shop shop;
  const auto first = raise(shop, "change-quarantined", "prices");
  BOOST_CHECK(raise(shop, "change-quarantined", "prices").id == first.id);  // one is enough
  BOOST_TEST(open_alarms(shop).size() == 1u);
  shop.take_events();
  shop.clock.advance(us_per_s);
  const auto ended = clear(shop, first.id);
  BOOST_REQUIRE(ended.ok());
  BOOST_TEST(ended->cleared_us.has_value());
  BOOST_TEST(open_alarms(shop).empty());
  const auto events = shop.take_events("alarm");
  BOOST_REQUIRE(events.size() == 1u);
  const auto told = nlohmann::json::parse(events[0].json);
  BOOST_TEST(told["type"] == "cleared");
  BOOST_TEST(told["alarm"]["id"] == first.id.text());
  BOOST_TEST(told["alarm"]["subject"] == "prices");
  BOOST_TEST(told["alarm"]["cleared_at"] == "2026-01-01T00:00:01.000000Z");
  BOOST_CHECK(raise(shop, "change-quarantined", "prices").id != first.id);
}

BOOST_AUTO_TEST_CASE(an_alarm_ends_once_and_who_ended_it_is_kept) {
  Shop shop;
  const auto alarm = raise(shop, "internal-invariant");
  const auto ended = clear(shop, alarm.id);
  BOOST_REQUIRE(ended.ok());
  shop.clock.advance(us_per_s);
  const auto again = clear(shop, alarm.id);
  BOOST_REQUIRE(again.ok());
  BOOST_CHECK(again->cleared_us == ended->cleared_us);
  BOOST_TEST(evidence(shop) == 1);
  BOOST_TEST(clear(shop, {}).error().name == "unknown-alarm");
}

BOOST_AUTO_TEST_CASE(what_speaks_against_a_clock) {
  constexpr Micros now = 1'800'000'000 * us_per_s, minute = 60 * us_per_s, day = 24 * 60 * minute;
  struct Row {
    const char* what;
    app::ClockFacts facts;
    const char* says;
  };
  const std::vector<Row> table = {
      {"nothing", {now, now - day, 0, {}}, ""},
      {"built this moment", {now, now, 0, {}}, ""},
      {"before it was built", {now, now + 1, 0, {}}, "before this program was built"},
      {"the store is a little ahead", {now, now - day, now + 4 * minute, {}}, ""},
      {"set back a day", {now, now - 9 * day, now + day, {}}, "sold here"},
      {"near headquarters", {now, now - day, now, now + 4 * minute}, ""},
      {"far behind headquarters", {now, now - day, now, now + 6 * minute}, "headquarters' says"},
      {"far ahead of headquarters", {now, now - day, now, now - 6 * minute}, "headquarters' says"},
  };
  for (const auto& row : table) {
    const auto says = app::clock_trouble(row.facts);
    BOOST_TEST(says.empty() == !*row.says, row.what << ": " << says);
    BOOST_TEST(says.find(row.says) != std::string::npos, row.what << ": " << says);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_clock_is_an_alarm_until_it_is_right) {
  Shop shop;
  const Micros right = shop.clock.wall_us();
  const auto look = [&](std::optional<Micros> hq = {}) {
    const auto done = shop.write([&](store::Tx& tx) {
      return app::watch_clock(tx, {0, right - us_per_s, 0, hq});
    });
    BOOST_REQUIRE(done.ok());
    const auto open = open_alarms(shop);
    return open.empty() ? std::string() : open[0].name;
  };
  BOOST_TEST(look() == "");
  shop.clock.set_wall(0);  // a box that lost its battery
  BOOST_TEST(look() == "clock-wrong");
  BOOST_TEST(look() == "clock-wrong");
  BOOST_TEST(open_alarms(shop).size() == 1u);
  const auto order = shop.order(shop.till, {{"TEA", 1'000}});
  BOOST_TEST(shop.cash(shop.till, order.id, 350).ok());  // selling goes on
  shop.clock.set_wall(right);
  BOOST_TEST(look() == "");
  BOOST_TEST(look(right + 3'600 * us_per_s) == "clock-wrong");
  BOOST_TEST(look(right) == "");
  shop.clock.set_wall(right + 3'600 * us_per_s);
  BOOST_TEST(look() == "");
  shop.clock.set_wall(right);  // set back behind what is in the store
  BOOST_TEST(look() == "clock-wrong");
}

BOOST_AUTO_TEST_CASE(without_a_provider_open_code_payments_ask_for_a_person) {
  Shop shop;
  const auto order = shop.order(shop.kiosk, {{"TEA", 1'000}});
  const auto begun = shop.write([&](store::Tx& tx) {
    return app::begin_code_payment(tx, shop.kiosk, order.id, {Fen{350}, "wechat"}, shop.key("k"));
  });
  BOOST_REQUIRE(begun.ok());
  const Id attempt = begun->result.payment.id;
  for (int starts = 0; starts < 2; ++starts)
    BOOST_REQUIRE(shop.write([](store::Tx& tx) { return app::alarm_unowned_attempts(tx); }).ok());
  const auto open = open_alarms(shop);
  BOOST_REQUIRE(open.size() == 1u);
  BOOST_TEST(open[0].name == "payment-stuck");
  BOOST_TEST(open[0].subject == attempt.text());
  BOOST_TEST(open[0].text.find(order.id.text()) != std::string::npos);
  BOOST_TEST(open[0].text.find(attempt.hex()) != std::string::npos);
  app::AttemptRows rows(*shop.writer, *shop.readers);  // a provider is back and has answered
  std::promise<bool> done;
  rows.save({attempt, core::CodePhase::final, data::PaymentState::reversed, "", "T-1", "", {}},
            [&](Result<void> end) { done.set_value(end.ok()); });
  BOOST_TEST(done.get_future().get());
  BOOST_TEST(open_alarms(shop).empty());
  BOOST_REQUIRE(shop.write([](store::Tx& tx) { return app::alarm_unowned_attempts(tx); }).ok());
  BOOST_TEST(open_alarms(shop).empty());
}

BOOST_AUTO_TEST_CASE(what_asks_for_a_person_until_a_payment_ends_is_over_with_it) {
  Shop shop;
  const auto order = shop.order(shop.kiosk, {{"TEA", 1'000}});
  const auto begun = shop.write([&](store::Tx& tx) {
    return app::begin_code_payment(tx, shop.kiosk, order.id, {Fen{350}, "wechat"}, shop.key("k"));
  });
  BOOST_REQUIRE(begun.ok());
  app::AttemptRows rows(*shop.writer, *shop.readers);
  const auto save = [&](core::CodePhase phase, data::PaymentState view, const std::string& alarm) {
    std::promise<bool> done;
    rows.save({begun->result.payment.id, phase, view, "", "T-1", alarm, {}},
              [&](Result<void> end) { done.set_value(end.ok()); });
    BOOST_TEST(done.get_future().get());
    std::set<std::string> names;
    for (const auto& a : open_alarms(shop)) names.insert(a.name);
    return names;
  };
  using Names = std::set<std::string>;
  const auto looking = core::CodePhase::charging;
  BOOST_CHECK(save(looking, data::PaymentState::unknown, "payment-stuck") == Names{"payment-stuck"});
  BOOST_CHECK(save(looking, data::PaymentState::unknown, "provider-amount") ==
              (Names{"payment-stuck", "provider-amount"}));
  BOOST_CHECK(save(core::CodePhase::final, data::PaymentState::reversed, "") == Names{"provider-amount"});
}
