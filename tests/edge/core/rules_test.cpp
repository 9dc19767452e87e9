// Cart limits, the order's life, numbers.
#include "edge/base/money.hpp"
#include "edge/core/cart_rules.hpp"
#include "edge/core/numbers.hpp"
#include "edge/core/order_states.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <set>

using namespace outpost;
using data::OrderState;
using data::Unit;

BOOST_AUTO_TEST_CASE(quantities) {
  constexpr auto huge = std::numeric_limits<std::int64_t>::max();
  struct Row {
    Unit unit;
    std::int64_t quantity;
    bool ok;
  };
  for (const auto& r :
       {Row{Unit::piece, 1'000, true}, Row{Unit::piece, 0, false}, Row{Unit::piece, -1'000, false},
        Row{Unit::piece, 1'500, false}, Row{Unit::piece, max_quantity_milli, true},
        Row{Unit::piece, max_quantity_milli + 1'000, false}, Row{Unit::piece, huge, false},
        Row{Unit::piece, std::numeric_limits<std::int64_t>::min(), false}, Row{Unit::kg, 1, true},
        Row{Unit::kg, 345, true}, Row{Unit::kg, 0, false}, Row{Unit::kg, -1, false}}) {
    const auto result = core::check_quantity(r.unit, r.quantity);
    BOOST_TEST(result.ok() == r.ok, r.quantity);
    if (!result.ok()) BOOST_TEST(result.error().name == "bad-quantity");
  }
  BOOST_TEST(*core::added_quantity(Unit::piece, 1'000, 2'000) == 3'000);
  BOOST_TEST(!core::added_quantity(Unit::piece, max_quantity_milli, 1'000).ok());
  BOOST_TEST(!core::added_quantity(Unit::piece, 1'000, huge).ok());
  BOOST_TEST(core::check_line_count(core::most_cart_lines - 1).ok());
  BOOST_TEST(core::check_line_count(core::most_cart_lines).error().name == "too-many-lines");
}

BOOST_AUTO_TEST_CASE(every_row_of_the_order_table_can_happen_and_nothing_else) {
  std::set<std::pair<OrderState, core::OrderEvent>> rows;
  for (const auto& r : core::order_steps()) {
    BOOST_TEST(rows.insert({r.from, r.event}).second);
    BOOST_CHECK(*core::next_state(r.from, r.event) == r.to);
  }
  for (const auto from : {OrderState::awaiting_payment, OrderState::payment_unknown, OrderState::paid,
                          OrderState::cancelled, OrderState::refunded})
    for (const auto event : {core::OrderEvent::payment_unclear, core::OrderEvent::payment_clear,
                             core::OrderEvent::covered, core::OrderEvent::cancel})
      BOOST_TEST(core::next_state(from, event).ok() == rows.contains({from, event}));
}

BOOST_AUTO_TEST_CASE(refusals_say_why) {
  BOOST_TEST(core::check_payable(OrderState::awaiting_payment).ok());
  BOOST_TEST(core::check_payable(OrderState::paid).error().name == "order-paid");
  BOOST_TEST(core::check_payable(OrderState::refunded).error().name == "order-paid");
  BOOST_TEST(core::check_payable(OrderState::cancelled).error().name == "order-cancelled");
  BOOST_TEST(core::check_payable(OrderState::payment_unknown).error().name == "payment-in-progress");
}

BOOST_AUTO_TEST_CASE(numbers_people_read) {
  BOOST_TEST(core::receipt_no("demo", 2, 42) == "demo-2-000042");
  BOOST_TEST(core::receipt_no("demo", 2, 12'345'678) == "demo-2-12345678");
  BOOST_TEST(core::pickup_code(7) == "000007");
  BOOST_TEST(core::pickup_code(UINT64_MAX).size() == 6u);
}
