// A whole sale that is known at once: cart, quote, order, cash and receipt in one piece of work, by the same
// steps as one by one, but each row is written once, as it is in the end. The unit in which the store's speed
// is measured.
#pragma once

#include "edge/app/carts.hpp"
#include "edge/app/payments.hpp"

namespace outpost::app {

struct PreparedSale {
  std::vector<LineRequest> lines;
  CallKey order_key, payment_key;
  std::optional<Fen> tendered_fen;  ///< the exact sum when left out
};

/// Errors of add_line, make_quote, create_order and pay_cash; then nothing was done. The station's open cart,
/// if it has one, is left alone. Writer thread.
Result<PaymentResult> sell_prepared(Tx& tx, const Actor& actor, const PreparedSale& sale);

}  // namespace outpost::app
