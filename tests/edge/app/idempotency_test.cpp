// The same call twice does its work once, also across a restart.
#include "edge/app/idempotency.hpp"
#include "edge/store/calls.hpp"
#include "tests/edge/app/shop.hpp"

using namespace outpost;
using outpost::test::Shop;

namespace {

struct Call {
  Shop& shop;
  int worked = 0;

  Result<app::StoredReply> operator()(const app::CallKey& key, std::optional<Error> error = {}) {
    return shop.write([&](store::Tx& tx) {
      return app::run_once(
          tx, key,
          [&]() -> Result<app::StoredReply> {
            ++worked;
            tx.db.prepare("INSERT INTO evidence(at_us,name,detail) VALUES(1,'t','')").run();
            tx.events.push_back({"test", "", std::to_string(worked)});
            if (error) return *error;
            return app::StoredReply{201, "{\"n\":" + std::to_string(worked) + "}", false};
          },
          [](const Error& e) {
            return app::StoredReply{409, e.name, false};
          });
    });
  }
  std::int64_t rows() {
    return *shop.read([](sqlite::Db& db) -> Result<std::int64_t> {
      return db.scalar_i64("SELECT count(*) FROM evidence");
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_reply_is_given_again_byte_for_byte) {
  Shop shop(1, false);
  Call call{shop};
  const auto first = call(shop.key("k1"));
  BOOST_TEST(first->status == 201);
  BOOST_TEST(!first->replayed);
  shop.reopen();
  const auto again = call(shop.key("k1"));
  BOOST_TEST(again->replayed);
  BOOST_TEST(again->status == 201);
  BOOST_TEST(again->body == first->body);
  BOOST_TEST(call.worked == 1);
  BOOST_TEST(call.rows() == 1);
}

BOOST_AUTO_TEST_CASE(another_call_under_the_same_key_is_told) {
  Shop shop(1, false);
  Call call{shop};
  BOOST_REQUIRE(call(shop.key("k1")).ok());
  auto body = shop.key("k1");
  body.body_hash[0] = 1;
  BOOST_TEST(call(body).error().name == "idempotency-mismatch");
  BOOST_TEST(call(shop.key("k1", "POST /y")).error().name == "idempotency-mismatch");
  auto actor = shop.key("k1");
  actor.actor = "another terminal";
  BOOST_TEST(call(actor)->body == "{\"n\":2}");
  BOOST_TEST(call(shop.key("k2"))->body == "{\"n\":3}");
}

BOOST_AUTO_TEST_CASE(refusals_by_rule_are_kept_without_what_they_did) {
  Shop shop(1, false);
  Call call{shop};
  for (const auto code : {Code::conflict, Code::refused}) {
    const auto key = shop.key(code == Code::conflict ? "a" : "b");
    const auto first = call(key, fail(code, "by-rule", ""));
    BOOST_TEST(first->body == "by-rule");
    BOOST_TEST(call(key)->replayed);
  }
  BOOST_TEST(call.worked == 2);
  BOOST_TEST(call.rows() == 0);
  BOOST_TEST(shop.take_events().empty());
}

BOOST_AUTO_TEST_CASE(other_failures_may_be_tried_again) {
  Shop shop(1, false);
  Call call{shop};
  for (const auto code :
       {Code::invalid, Code::unauthorized, Code::denied, Code::not_found, Code::busy, Code::unavailable})
    BOOST_TEST(call(shop.key("k"), fail(code, "not-now", "")).error().name == "not-now");
  BOOST_TEST(call.rows() == 0);
  BOOST_TEST(!call(shop.key("k"))->replayed);
}

BOOST_AUTO_TEST_CASE(old_keys_are_forgotten_and_orders_remember_theirs) {
  Shop shop;
  const auto cart = shop.cart(shop.till, {{"TEA", 1'000}});
  const auto quote = shop.write([&](store::Tx& tx) { return app::make_quote(tx, shop.till, cart.id); });
  const auto order = [&](const Id& q, const char* key) {
    return shop.write([&](store::Tx& tx) { return app::create_order(tx, shop.till, q, shop.key(key)); });
  };
  const auto made = order(quote->id, "order-key");
  BOOST_REQUIRE(made.ok());
  BOOST_CHECK(order(quote->id, "order-key")->id == made->id);
  BOOST_TEST(order(shop.ids.next(), "order-key").error().name == "idempotency-mismatch");
  const auto paid = shop.cash(shop.till, made->id, 350, Fen{500}, "pay-key");
  const auto again = shop.cash(shop.till, made->id, 350, Fen{500}, "pay-key");
  BOOST_REQUIRE(again.ok());
  BOOST_CHECK(again->payment.id == paid->payment.id);
  BOOST_TEST(again->payment.change_fen.v == 150);
  const auto other = shop.order(shop.till, {{"TEA", 1'000}});
  BOOST_TEST(shop.cash(shop.till, other.id, 350, {}, "pay-key").error().name == "idempotency-mismatch");

  Call call{shop};
  BOOST_REQUIRE(call(shop.key("old")).ok());
  shop.clock.advance(app::keys_kept_us + us_per_s);
  BOOST_REQUIRE(call(shop.key("new")).ok());
  const auto gone =
      shop.write([&](store::Tx& tx) -> Result<std::int64_t> { return app::forget_old_keys(tx, 100); });
  BOOST_TEST(*gone == 1);
  BOOST_TEST(call(shop.key("new"))->replayed);
  BOOST_TEST(!call(shop.key("old"))->replayed);
  shop.check_all_ok();
}
