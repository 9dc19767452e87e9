// What is asked about many orders: today's figures, and the lists of a day.
#include "edge/app/orders.hpp"
#include "edge/app/shape_json.hpp"
#include "tests/edge/app/shop.hpp"

#include <nlohmann/json.hpp>

using namespace outpost;
using outpost::test::Shop;

BOOST_AUTO_TEST_CASE(the_best_sellers_say_how_they_are_counted) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"RICE", 2'000}, {"TEA", 2'000}});
  BOOST_REQUIRE(shop.cash(shop.till, order.id, order.total_fen.v).ok());
  const auto day = shop.read(
      [&](sqlite::Db& db) { return app::today(db, shop.manager, shop.settings, shop.clock.wall_us()); });
  const auto top = nlohmann::json::parse(app::to_json(*day))["top"];
  BOOST_REQUIRE(top.size() == 2u);
  BOOST_TEST(top[0]["sku"] == "RICE");
  BOOST_TEST(top[0]["unit"] == "kg");
  BOOST_TEST(top[1]["unit"] == "piece");
}

namespace {

constexpr Micros hour_us = 3600 * us_per_s;

/// A page of the orders of a day, by id.
std::vector<Id> day_of(Shop& shop, int date, int limit = 50, const std::string& after = "",
                       std::optional<data::OrderState> state = {}) {
  app::OrderFilter filter;
  filter.limit = limit, filter.after = after, filter.state = state, filter.business_date = date;
  const auto page =
      shop.read([&](sqlite::Db& db) { return app::list_orders(db, shop.manager, filter, shop.settings); });
  BOOST_REQUIRE(page.ok());
  std::vector<Id> ids;
  for (const auto& order : page->items) ids.push_back(order.id);
  return ids;
}

}  // namespace

// The business date turns at four in the morning of Shanghai; the shop's clock begins at eight on 1 January.
BOOST_AUTO_TEST_CASE(the_orders_of_a_business_date) {
  Shop shop;
  const auto make = [&] { return shop.order(shop.till, {{"TEA", 1'000}}).id; };
  const auto pay = [&](const Id& order) { BOOST_REQUIRE(shop.cash(shop.till, order, 350).ok()); };
  const auto morning = make();
  pay(morning);
  shop.clock.advance(19 * hour_us);  // three in the night: still the first
  const auto night = make();
  const auto waits = make();
  pay(night);
  shop.clock.advance(90 * 60 * us_per_s);  // half past four: the second
  const auto given_up = make();
  BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::cancel_order(tx, shop.till, given_up); }).ok());
  pay(waits);
  const auto next = make();
  const std::vector<Id> first{night, morning}, second{next, given_up, waits};
  BOOST_TEST((day_of(shop, 20'260'101) == first));
  BOOST_TEST((day_of(shop, 20'260'102, 50) == second));
  BOOST_TEST(day_of(shop, 20'251'231).empty());
  BOOST_TEST(day_of(shop, 20'260'103).empty());
  BOOST_TEST((day_of(shop, 20'260'102, 50, "", data::OrderState::paid) == std::vector<Id>{waits}));
  BOOST_TEST((day_of(shop, 20'260'102, 1) == std::vector<Id>{next}));
  BOOST_TEST((day_of(shop, 20'260'102, 50, next.text()) == std::vector<Id>{given_up, waits}));
  const auto today = shop.read(
      [&](sqlite::Db& db) { return app::today(db, shop.manager, shop.settings, shop.clock.wall_us()); });
  BOOST_TEST(today->business_date == 20'260'102);
  BOOST_TEST(today->orders == 1);  // as many as are paid in the list of that day
}

BOOST_AUTO_TEST_CASE(a_day_of_more_orders_than_are_read_at_once) {
  Shop shop;
  const auto cancelled = [&] {
    const auto order = shop.order(shop.till, {{"TEA", 1'000}});
    BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::cancel_order(tx, shop.till, order.id); }).ok());
    return order.id;
  };
  const auto first = cancelled();
  shop.clock.advance(24 * hour_us);
  for (int i = 0; i < 201; ++i) cancelled();
  BOOST_TEST((day_of(shop, 20'260'101) == std::vector<Id>{first}));
}
