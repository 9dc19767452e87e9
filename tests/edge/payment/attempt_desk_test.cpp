// The desk: one thing at a time for each attempt, nothing asked before what was heard is durable.
#include "edge/app/attempt_desk.hpp"

#include <boost/test/unit_test.hpp>

using namespace outpost;
using namespace outpost::app;
using core::CodeAsk;
using core::CodePhase;
using core::CodeSay;
using core::CodeView;

namespace {

constexpr Micros s = us_per_s;
constexpr Fen price{100};
const char* const code = "100000000000000001";

Id id_of(std::uint8_t n) {
  Id id;
  id.bytes[15] = n;
  return id;
}

core::ProviderReply paid() { return {CodeSay::paid, price, "42", ""}; }
core::ProviderReply lost() { return {}; }

struct Desk : AttemptDesk {
  Desk() : AttemptDesk(core::code_timings()) {}
  /// Begins attempt `n` and takes its charge.
  void charge(std::uint8_t n, Micros now = 0) {
    begin(id_of(n), price, AuthCode(code), now);
    BOOST_REQUIRE(take_question(now, false).has_value());
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(attempt_desk)

BOOST_AUTO_TEST_CASE(the_code_leaves_with_the_charge_and_once) {
  AttemptDesk desk(core::code_timings());
  desk.begin(id_of(1), price, AuthCode(code), 0);
  desk.begin(id_of(1), price, AuthCode(code), 0);
  auto q = desk.take_question(0, false);
  BOOST_REQUIRE(q.has_value());
  BOOST_TEST(core::name_of(q->ask) == "charge");
  BOOST_TEST(q->code.reveal() == code);
  BOOST_TEST(q->order.amount_fen.v == price.v);
  BOOST_TEST(!desk.take_question(0, false).has_value());
  auto change = desk.take_reply(id_of(1), lost(), 1 * s);
  BOOST_REQUIRE(change.has_value());
  desk.saved(id_of(1), {}, 1 * s);
  desk.begin(id_of(1), price, AuthCode(code), 1 * s);  // once more: known, so nothing
  auto look = desk.take_question(6 * s, false);
  BOOST_REQUIRE(look.has_value());
  BOOST_TEST(core::name_of(look->ask) == "query");
  BOOST_TEST(look->code.empty());
  BOOST_TEST(desk.open() == 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_asked_before_the_change_is_durable) {
  Desk desk;
  desk.charge(1);
  BOOST_REQUIRE(desk.take_reply(id_of(1), lost(), 0).has_value());
  BOOST_TEST(!desk.take_question(600 * s, false).has_value());
  desk.saved(id_of(1), {}, 600 * s);
  BOOST_TEST(desk.take_question(600 * s, false).has_value());
}

BOOST_AUTO_TEST_CASE(a_save_that_fails_for_now_is_tried_again_with_growing_waits) {
  Desk desk;
  desk.charge(1);
  auto change = desk.take_reply(id_of(1), paid(), 0);
  BOOST_REQUIRE(change.has_value());
  BOOST_TEST((change->view == CodeView::approved));
  Micros now = 0;
  for (Micros wait : {1 * s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s}) {
    BOOST_TEST(!desk.saved(id_of(1), fail(Code::unavailable, "storage-full", "no space"), now).has_value());
    BOOST_TEST(!desk.decided(id_of(1)));
    BOOST_TEST(!desk.take_unsaved(now + wait - 1).has_value());
    BOOST_TEST(desk.next_due_us(false).value() == now + wait);
    now += wait;
    auto again = desk.take_unsaved(now);
    BOOST_REQUIRE(again.has_value());
    BOOST_TEST((again->view == CodeView::approved));
  }
  desk.saved(id_of(1), {}, now);
  BOOST_TEST(desk.decided(id_of(1)));
  BOOST_TEST(desk.open() == 0);
}

BOOST_AUTO_TEST_CASE(paid_for_an_order_that_cannot_take_it_is_given_back) {
  for (auto why : {Code::conflict, Code::refused, Code::internal, Code::not_found}) {
    Desk desk;
    desk.charge(1);
    BOOST_REQUIRE(desk.take_reply(id_of(1), paid(), 0).has_value());
    auto back = desk.saved(id_of(1), fail(why, "order-paid", "paid otherwise"), 0);
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST((back->phase == CodePhase::reversing));
    BOOST_TEST(back->alarm == "payment-not-wanted");
    desk.saved(id_of(1), {}, 0);
    auto q = desk.take_question(15 * s, false);
    BOOST_REQUIRE(q.has_value());
    BOOST_TEST(core::name_of(q->ask) == "reverse");
  }
}

BOOST_AUTO_TEST_CASE(charges_go_before_everything_else) {
  Desk desk;
  desk.resume({id_of(1), price, CodePhase::charging, CodeView::unknown}, 0);
  desk.begin(id_of(2), price, AuthCode(code), 5);
  BOOST_TEST((desk.take_question(5, true)->order.attempt == id_of(2)));
  BOOST_TEST(!desk.take_question(5, true).has_value());
  BOOST_TEST((desk.take_question(5, false)->order.attempt == id_of(1)));
}

BOOST_AUTO_TEST_CASE(what_is_due_next) {
  Desk desk;
  BOOST_TEST(!desk.next_due_us(true).has_value());
  desk.resume({id_of(1), price, CodePhase::reversing, CodeView::unknown}, 0);
  BOOST_TEST(desk.next_due_us(true).value() == 15 * s);
  BOOST_TEST(!desk.next_due_us(false).has_value());
  desk.resume({id_of(2), price, CodePhase::final, CodeView::approved}, 0);
  BOOST_TEST(desk.open() == 1);
}

BOOST_AUTO_TEST_CASE(decided_is_what_the_customer_may_be_told) {
  Desk desk;
  desk.charge(1);
  BOOST_TEST(!desk.decided(id_of(1)));
  desk.take_reply(id_of(1), {CodeSay::refused, price, "", "balance-too-low"}, 0);
  BOOST_TEST(!desk.decided(id_of(1)));  // not before it is saved
  desk.saved(id_of(1), {}, 0);
  BOOST_TEST(desk.decided(id_of(1)));
  desk.resume({id_of(2), price, CodePhase::watching, CodeView::reversed}, 0);
  BOOST_TEST(desk.decided(id_of(2)));  // still watched, but decided
}

BOOST_AUTO_TEST_CASE(a_refund_asks_for_what_was_taken) {
  Desk desk;
  desk.resume({id_of(1), price, CodePhase::refunding, CodeView::reversed}, 0);
  BOOST_REQUIRE(desk.take_question(0, false).has_value());
  desk.take_reply(id_of(1), {CodeSay::paid, Fen{250}, "", ""}, 0);
  auto q = desk.take_question(0, false);
  BOOST_REQUIRE(q.has_value());
  BOOST_TEST(core::name_of(q->ask) == "refund");
  BOOST_TEST(q->order.amount_fen.v == 250);
}

BOOST_AUTO_TEST_CASE(replies_and_saves_that_nobody_waits_for_are_ignored) {
  Desk desk;
  BOOST_TEST(!desk.take_reply(id_of(9), paid(), 0).has_value());
  BOOST_TEST(!desk.saved(id_of(9), {}, 0).has_value());
  desk.begin(id_of(1), price, AuthCode(code), 0);
  BOOST_TEST(!desk.take_reply(id_of(1), paid(), 0).has_value());  // was not asked yet
  BOOST_TEST(!desk.saved(id_of(1), {}, 0).has_value());
  BOOST_TEST(desk.open() == 1);
}

BOOST_AUTO_TEST_CASE(a_code_is_overwritten_when_it_moves_and_when_it_goes) {
  AuthCode a(code);
  AuthCode b(std::move(a));
  BOOST_TEST(a.empty());
  BOOST_TEST(b.reveal() == code);
  const char* where = b.reveal().data();
  b.wipe();
  BOOST_TEST(b.empty());
  BOOST_TEST(std::string_view(where, 18).find('1') == std::string_view::npos);
}

BOOST_AUTO_TEST_SUITE_END()
