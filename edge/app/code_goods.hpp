// From a code to what is sold: the product inside a GS1 label, a store's own label or a plain bar code, and
// the weight that the label tells. One way for scanners and for what is typed. Writer thread.
#pragma once

#include "edge/app/carts.hpp"
#include "edge/core/code_content.hpp"

namespace outpost::app {

/// What the store's settings and calendar say about codes now.
core::CodeRules code_rules(Tx& tx);

struct Asked {
  Product product;
  LineRequest request;    ///< code as it is filed with the line; the quantity is there, stated or the label's
  bool measured = false;  ///< the quantity is the label's weight
};

/// The product and quantity that a request asks for. Errors besides those of product_by_code, all refused:
/// `expired` (best before or expiry of the label lies before the business date); `price-label` (the label's
/// price is not what the till comes to); `not-by-weight` (a weight label on a product sold by the piece);
/// `payment-code`, `member-code` (no product at all); `bad-quantity` (a number of pieces of a weight label);
/// `weigh-first` (goods sold by weight, and neither the request nor the label says how much).
Result<Asked> asked_for(Tx& tx, const LineRequest& request);

/// The same for a code that was read before; `request.sku` must be empty.
Result<Asked> asked_for(Tx& tx, const LineRequest& request, const core::CodeContent& content);

}  // namespace outpost::app
