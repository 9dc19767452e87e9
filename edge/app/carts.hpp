// The cart of a station, and its frozen price.
//
// A station has at most one open cart. A kiosk and a till see the cart of their own station only (404 for any
// other); manager and owner see all. Every change rises the version, sends a `cart` event, and takes a quoted
// cart back to open.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

struct LineRequest {
  std::string code;  ///< either this
  std::string sku;   ///< or this
  /// Unsaid, a piece is one piece; goods sold by weight must be weighed.
  std::optional<std::int64_t> quantity_milli = {};
  std::string symbology = {};  ///< of a scanned code, as the scanner names it; "" when it was typed
};

/// The open cart of the actor's station; a new one when there is none. `after`: a cancelled order of this
/// station whose customer goes on shopping; its member is the new cart's.
Result<Cart> open_cart(Tx& tx, const Actor& actor, const std::optional<Id>& after = {});
/// `no-cart` (not found) when the station is idle.
Result<Cart> current_cart(sqlite::Db& db, const Actor& actor);
/// `unknown-cart` (not found).
Result<Cart> get_cart(sqlite::Db& db, const Actor& actor, const Id& cart);
/// `cart-closed` (conflict) when it is ordered already.
Result<Cart> abandon_cart(Tx& tx, const Actor& actor, const Id& cart);

/// Adds a product; a piece product that is in the cart at the same price adds to its line. Errors:
/// `unknown-code`, `bad-check-digit`, `unknown-cart`, `cart-closed`; `bad-quantity` (refused: zero, negative,
/// fractions of a piece, over max_quantity_milli); `too-many-lines`; `amount-too-large` (refused); of a code
/// that says more than a number, those of asked_for (code_goods.hpp). A member code is no line: it says whose
/// cart this is (errors of verified_member, members.hpp).
Result<Cart> add_line(Tx& tx, const Actor& actor, const Id& cart, const LineRequest& request);
/// `unknown-line` (not found), and as above.
Result<Cart> set_quantity(Tx& tx, const Actor& actor, const Id& cart, const Id& line,
                          std::int64_t quantity_milli);
Result<Cart> remove_line(Tx& tx, const Actor& actor, const Id& cart, const Id& line);

/// Prices the cart from the book as it is now and freezes that. `empty-cart` (refused) without lines.
Result<Quote> make_quote(Tx& tx, const Actor& actor, const Id& cart);

}  // namespace outpost::app
