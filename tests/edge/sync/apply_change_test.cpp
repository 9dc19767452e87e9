#include "edge/app/apply_change.hpp"

#include "edge/app/catalogue.hpp"
#include "edge/base/time_text.hpp"
#include "sync/hq/publish_input.hpp"
#include "tests/edge/app/shop.hpp"

using namespace outpost;
using outpost::test::Shop;

namespace {

const Id gen = *parse_id("11111111-2222-4333-8444-555555555555");
const Id gen2 = *parse_id("99999999-2222-4333-8444-555555555555");

wire::TopicCursor apply(Shop& shop, const wire::local::DownApply& page) {
  const auto done = shop.write([&](store::Tx& tx) { return app::apply_changes(tx, page); });
  BOOST_REQUIRE(done.ok());
  return *done;
}

wire::Event price(std::uint64_t seq, const std::string& sku, std::int64_t fen, Micros from) {
  return {"price", 1, 0, seq,
          "{\"sku\":\"" + sku + "\",\"price_fen\":" + std::to_string(fen) + ",\"valid_from\":\"" +
              rfc3339(from) + "\"}"};
}

std::int64_t price_of(Shop& shop, const std::string& sku) {
  const auto p =
      shop.read([&](sqlite::Db& db) { return app::product_by_code(db, sku, shop.clock.wall_us()); });
  return p.ok() ? p->price_fen.v : -1;
}

std::int64_t count(Shop& shop, const std::string& sql) {
  return *shop.read([&](sqlite::Db& db) -> Result<std::int64_t> { return db.scalar_i64(sql); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_price_counts_from_its_time) {
  Shop shop;
  const Micros now = shop.clock.wall_us();
  BOOST_TEST(
      apply(shop,
            {gen, "prices", 0, 2, {price(1, "TEA", 400, now), price(2, "TEA", 300, now + 3'600 * us_per_s)}})
          .seq == 2u);
  BOOST_TEST(price_of(shop, "TEA") == 400);
  shop.clock.advance(3'601 * us_per_s);
  BOOST_TEST(price_of(shop, "TEA") == 300);
}

BOOST_AUTO_TEST_CASE(a_page_is_applied_once_and_only_where_it_continues) {
  Shop shop;
  const Micros now = shop.clock.wall_us();
  const wire::local::DownApply first{gen, "prices", 0, 3, {price(3, "TEA", 400, now)}};
  BOOST_TEST(apply(shop, first).seq == 3u);
  BOOST_TEST(apply(shop, {gen, "prices", 3, 4, {price(4, "TEA", 500, now)}}).seq == 4u);
  BOOST_TEST(apply(shop, first).seq == 4u);  // again: nothing
  BOOST_TEST(price_of(shop, "TEA") == 500);
  BOOST_TEST(apply(shop, {gen, "prices", 6, 9, {price(9, "TEA", 600, now)}}).seq == 4u);  // a gap: nothing
  BOOST_TEST(apply(shop, {gen, "members", 0, 9, {}}).seq == 0u);
  BOOST_TEST(price_of(shop, "TEA") == 500);
  BOOST_TEST(count(shop, "SELECT seq FROM down_cursor WHERE topic='prices'") == 4);
  BOOST_TEST(count(shop, "SELECT count(*) FROM down_cursor") == 1);
}

BOOST_AUTO_TEST_CASE(another_generation_begins_at_the_front) {
  Shop shop;
  const Micros now = shop.clock.wall_us();
  apply(shop, {gen, "prices", 0, 9, {price(9, "TEA", 400, now)}});
  BOOST_TEST(apply(shop, {gen2, "prices", 9, 10, {price(10, "TEA", 500, now)}}).seq == 0u);
  BOOST_TEST(price_of(shop, "TEA") == 400);
  BOOST_TEST(apply(shop, {gen2, "prices", 0, 2, {price(2, "TEA", 450, now)}}).seq == 2u);
  BOOST_TEST(price_of(shop, "TEA") == 450);
}

BOOST_AUTO_TEST_CASE(poison_is_kept_as_evidence_with_an_alarm_and_the_rest_is_applied) {
  Shop shop;
  const Micros now = shop.clock.wall_us();
  const std::vector<wire::Event> bad = {
      {"price", 1, 0, 1, "{}"},
      {"price", 1, 0, 2, "not json"},
      {"price", 2, 0, 3, "{}"},
      {"dance", 1, 0, 4, "{}"},
      price(5, "TEA", -1, now),
      {"price", 1, 0, 6, R"({"sku":"TEA","price_fen":1,"valid_from":"soon"})"},
      {"product", 1, 0, 7, R"({"sku":"X","name":"x","price_fen":1,"unit":"litre"})"}};
  auto items = bad;
  items.push_back(price(8, "TEA", 444, now));
  BOOST_TEST(apply(shop, {gen, "prices", 0, 8, items}).seq == 8u);
  BOOST_TEST(price_of(shop, "TEA") == 444);
  BOOST_TEST(count(shop, "SELECT count(*) FROM evidence WHERE name='change-quarantined'") ==
             static_cast<std::int64_t>(bad.size()));
  BOOST_TEST(
      count(shop, "SELECT count(*) FROM alarm WHERE name='change-quarantined' AND cleared_us IS NULL") == 1);
}

/// What headquarters' API accepts is what a store can apply.
BOOST_AUTO_TEST_CASE(products_come_as_headquarters_publishes_them) {
  Shop shop;
  const auto order = hq::read_catalogue(
      R"({"items":[{"sku":"COLA","name":"可乐","name_en":"Cola","price_fen":380,"unit":"piece","tax_rate_bp":1300,)"
      R"("codes":["6954767412573"],"category":"饮料"},{"sku":"TEA","removed":true},)"
      R"({"sku":"RICE","name":"大米","price_fen":800,"unit":"kg","tax_rate_bp":900}]})",
      shop.clock.wall_us());
  BOOST_REQUIRE(order.ok());
  wire::local::DownApply page{gen, "catalogue", 0, 3, {}};
  for (const auto& item : order->items)
    page.items.push_back({item.kind, 1, 0, page.items.size() + 1, item.body});
  BOOST_TEST(apply(shop, page).seq == 3u);
  BOOST_TEST(count(shop, "SELECT count(*) FROM evidence") == 0);
  BOOST_TEST(price_of(shop, "6954767412573") == 380);
  BOOST_TEST(price_of(shop, "TEA") == -1);
  BOOST_TEST(price_of(shop, "RICE") == 800);
}

BOOST_AUTO_TEST_CASE(rows_and_cursor_are_one_transaction) {
  Shop shop;
  const Micros now = shop.clock.wall_us();
  const auto cut = shop.write([&](store::Tx& tx) -> Result<wire::TopicCursor> {
    OUTPOST_TRY(const auto cursor,
                app::apply_changes(tx, {gen, "prices", 0, 1, {price(1, "TEA", 400, now)}}));
    return fail(Code::unavailable, "power", "cut after " + cursor.topic);
  });
  BOOST_TEST(!cut.ok());
  BOOST_TEST(price_of(shop, "TEA") == 350);
  BOOST_TEST(count(shop, "SELECT count(*) FROM down_cursor") == 0);
}
