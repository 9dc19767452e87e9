// The store's half of code payments.
#include "tests/edge/app/shop.hpp"

using namespace outpost;
using data::OrderState;
using data::PaymentState;
using outpost::test::Shop;

namespace {

Result<app::CodeBegun> begin(Shop& shop, const app::Actor& actor, const Id& order, std::int64_t amount,
                             const std::string& key) {
  return shop.write([&](store::Tx& tx) {
    return app::begin_code_payment(tx, actor, order, {Fen{amount}, "wechat"}, shop.key(key));
  });
}

Result<app::Settled> settle(Shop& shop, const Id& attempt, PaymentState state, const std::string& phase,
                            const std::string& reason = "") {
  return shop.write([&](store::Tx& tx) {
    return app::settle_attempt(tx, attempt, {state, phase, reason, "T-1"});
  });
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_attempt_is_durable_before_anything_and_pays_once) {
  Shop shop;
  const auto order = shop.order(shop.kiosk, {{"OIL", 1'000}});
  const auto begun = begin(shop, shop.kiosk, order.id, 39'800, "k");
  BOOST_REQUIRE(begun.ok());
  BOOST_TEST(begun->fresh);
  const auto attempt = begun->result.payment.id;
  shop.reopen();
  const auto again = begin(shop, shop.kiosk, order.id, 39'800, "k");
  BOOST_TEST(!again->fresh);
  BOOST_CHECK(again->result.payment.id == attempt);
  BOOST_TEST(begin(shop, shop.kiosk, order.id, 39'800, "other").error().name == "payment-in-progress");
  BOOST_TEST(shop.cash(shop.till, order.id, 39'800).error().name == "payment-in-progress");
  const auto open =
      shop.read([](sqlite::Db& db) -> Result<std::vector<app::Payment>> { return app::open_attempts(db); });
  BOOST_REQUIRE(open->size() == 1u);

  const auto settled = settle(shop, attempt, PaymentState::approved, "final");
  BOOST_REQUIRE(settled.ok());
  BOOST_TEST(settled->paid_now);
  BOOST_CHECK(settled->result.order.state == OrderState::paid);
  const auto twice = settle(shop, attempt, PaymentState::approved, "final");
  BOOST_TEST(!twice->paid_now);
  BOOST_CHECK(twice->result.order.state == OrderState::paid);
  BOOST_CHECK(settle(shop, attempt, PaymentState::declined, "final")->result.payment.state ==
              PaymentState::approved);
  BOOST_TEST(
      shop.read([](sqlite::Db& db) -> Result<std::vector<app::Payment>> { return app::open_attempts(db); })
          ->empty());
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(an_unknown_attempt_holds_the_order_until_it_is_known) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}});
  const auto attempt = begin(shop, shop.till, order.id, 39'800, "k")->result.payment.id;
  BOOST_CHECK(settle(shop, attempt, PaymentState::unknown, "charging")->result.order.state ==
              OrderState::payment_unknown);
  BOOST_TEST(shop.cash(shop.till, order.id, 39'800).error().name == "payment-in-progress");
  BOOST_TEST(
      shop.write([&](store::Tx& tx) { return app::cancel_order(tx, shop.till, order.id); }).error().name ==
      "payment-in-progress");
  shop.check_all_ok();
  BOOST_CHECK(settle(shop, attempt, PaymentState::reversed, "watching")->result.order.state ==
              OrderState::awaiting_payment);
  BOOST_TEST(
      shop.read([](sqlite::Db& db) -> Result<std::vector<app::Payment>> { return app::open_attempts(db); })
          ->size() == 1u);
  BOOST_REQUIRE(shop.cash(shop.till, order.id, 39'800).ok());
  BOOST_REQUIRE(settle(shop, attempt, PaymentState::reversed, "final").ok());
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(a_declined_code_may_be_followed_by_another_and_by_cash) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}});
  const auto first = begin(shop, shop.till, order.id, 39'800, "a")->result.payment.id;
  const auto declined = settle(shop, first, PaymentState::declined, "final", "balance-too-low");
  BOOST_TEST(declined->result.payment.reason == "balance-too-low");
  const auto second = begin(shop, shop.till, order.id, 10'000, "b")->result.payment.id;
  BOOST_CHECK(settle(shop, second, PaymentState::approved, "final")->result.order.state ==
              OrderState::awaiting_payment);
  const auto rest = shop.cash(shop.till, order.id, 30'000);
  BOOST_TEST(rest->payment.change_fen.v == 200);
  BOOST_TEST(rest->order.payments.size() == 3u);
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(money_that_the_order_cannot_take_is_not_taken) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}});
  const auto late = begin(shop, shop.till, order.id, 39'800, "a")->result.payment.id;
  BOOST_REQUIRE(settle(shop, late, PaymentState::declined, "watching").ok());
  BOOST_REQUIRE(shop.cash(shop.till, order.id, 39'800).ok());
  const auto after = settle(shop, late, PaymentState::approved, "final");
  BOOST_CHECK(after->result.payment.state == PaymentState::declined);  // a decision stays
  BOOST_TEST(!after->paid_now);
  shop.check_all_ok();
}

BOOST_AUTO_TEST_CASE(refusals_of_code_payments) {
  Shop shop;
  const auto order = shop.order(shop.till, {{"OIL", 1'000}});
  BOOST_TEST(begin(shop, shop.till, order.id, 39'801, "a").error().name == "payment-too-much");
  BOOST_TEST(begin(shop, shop.till, order.id, 0, "a").error().name == "bad-amount");
  BOOST_TEST(begin(shop, shop.till, order.id, -1, "a").error().name == "bad-amount");
  BOOST_TEST(begin(shop, shop.till, shop.ids.next(), 1, "a").error().name == "unknown-order");
  auto other = shop.kiosk;
  other.station = "kiosk2";
  BOOST_TEST(begin(shop, other, order.id, 39'800, "a").error().name == "unknown-order");
  BOOST_TEST(settle(shop, shop.ids.next(), PaymentState::approved, "final").error().name ==
             "unknown-payment");
  shop.settings.code_payments = false;
  BOOST_TEST(begin(shop, shop.till, order.id, 39'800, "a").error().name == "code-payment-off");
}
