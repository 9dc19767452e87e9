// The life of an order, as a table.
#pragma once

#include "edge/base/result.hpp"
#include "edge/data/words.hpp"

#include <vector>

namespace outpost::core {

enum class OrderEvent {
  payment_unclear,  ///< an attempt may or may not have taken money
  payment_clear,    ///< no attempt is unclear any more, and the order is not covered
  covered,          ///< tenders cover the total
  cancel,
};

struct OrderStep {
  data::OrderState from;
  OrderEvent event;
  data::OrderState to;
};

const std::vector<OrderStep>& order_steps();

/// The state after `event`; `order-paid`, `order-cancelled` or `payment-in-progress` (conflict) where the
/// table has no row.
Result<data::OrderState> next_state(data::OrderState from, OrderEvent event);

/// Whether a tender may be taken now; errors as next_state.
Result<void> check_payable(data::OrderState state);

}  // namespace outpost::core
