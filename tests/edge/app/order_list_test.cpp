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
