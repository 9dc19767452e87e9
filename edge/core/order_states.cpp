#include "edge/core/order_states.hpp"

namespace outpost::core {
namespace {

using enum data::OrderState;

Error refusal(data::OrderState from) {
  switch (from) {
  case paid:
  case refunded: return fail(Code::conflict, "order-paid", "The order is paid already.");
  case cancelled: return fail(Code::conflict, "order-cancelled", "The order was cancelled.");
  case awaiting_payment:
  case payment_unknown: break;
  }
  return fail(Code::conflict, "payment-in-progress", "A payment of this order is not decided yet.");
}

}  // namespace

const std::vector<OrderStep>& order_steps() {
  static const std::vector<OrderStep> table = {
      {awaiting_payment, OrderEvent::payment_unclear, payment_unknown},
      {awaiting_payment, OrderEvent::payment_clear, awaiting_payment},
      {awaiting_payment, OrderEvent::covered, paid},
      {awaiting_payment, OrderEvent::cancel, cancelled},
      {payment_unknown, OrderEvent::payment_unclear, payment_unknown},
      {payment_unknown, OrderEvent::payment_clear, awaiting_payment},
      {payment_unknown, OrderEvent::covered, paid},
  };
  return table;
}

Result<data::OrderState> next_state(data::OrderState from, OrderEvent event) {
  for (const auto& row : order_steps())
    if (row.from == from && row.event == event) return row.to;
  return refusal(from);
}

Result<void> check_payable(data::OrderState state) {
  if (state == awaiting_payment) return {};
  return refusal(state);
}

}  // namespace outpost::core
