// Finding products.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

/// Products whose name, English name, sku or code holds `q` (all of them when it is empty), in order of sku.
/// `limit` 1 to 200, else `bad-limit`; `after` is a sku.
Result<Page<Product>> search_products(sqlite::Db& db, const Actor& actor, std::string_view q, int limit,
                                      std::string_view after, Micros now_us);

/// The product that carries this code, or whose sku it is. Errors: `bad-check-digit` (refused) for 8, 12, 13
/// or 14 digits that nobody filed and whose check digit is wrong; `bad-code` (invalid) for an empty text or
/// more than 64 bytes or control characters; `unknown-code` (not found).
Result<Product> product_by_code(sqlite::Db& db, std::string_view code, Micros now_us);

}  // namespace outpost::app
