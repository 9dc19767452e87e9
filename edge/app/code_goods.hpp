// From a code to what is sold: the product inside a GS1 label, a store's own label or a plain bar code, and
// the weight that the label tells. One way for scanners, for what is typed and for
// what is only looked up.
#pragma once

#include "edge/app/carts.hpp"
#include "edge/core/code_content.hpp"

namespace outpost::app {

/// What a code is read against: the live catalogue, the time of its prices, the store's settings. From the
/// writer's transaction or on a reader's connection.
struct Books {
  sqlite::Db& db;
  Micros price_us;
  const Settings& settings;
};
inline Books books(Tx& tx) { return {tx.db, tx.price_us, tx.settings}; }

/// What the store's settings and calendar say about codes now.
core::CodeRules code_rules(const Books& books);

struct Asked {
  Product product;        ///< without its codes
  LineRequest request;    ///< code as it is filed with the line; the quantity is there, stated or the label's
  bool measured = false;  ///< the quantity is the label's weight
};

/// The product and quantity that a request asks for. Errors besides those of product_by_code, all refused:
/// `expired` (best before or expiry of the label lies before the business date); `price-label` (the label's
/// price is not what the till comes to); `not-by-weight` (a weight label on a product sold by the piece);
/// `payment-code`, `member-code` (no product at all); `bad-quantity` (a number of pieces of a weight label);
/// `weigh-first` (goods sold by weight, and neither the request nor the label says how much).
Result<Asked> asked_for(const Books& books, const LineRequest& request);

/// The same for a code that was read before; `request.sku` must be empty.
Result<Asked> asked_for(const Books& books, const LineRequest& request, const core::CodeContent& content);

/// What a code names, for whoever asks before selling: as asked_for, and the product with all its codes.
Result<Asked> look_up(const Books& books, const std::string& code, const std::string& symbology);

}  // namespace outpost::app
