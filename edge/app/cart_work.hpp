// Steps on one cart in memory that several use cases share. Writer thread.
#pragma once

#include "edge/app/carts.hpp"

namespace outpost::app {

/// A new cart of `station`, not saved yet.
Cart new_cart(Tx& tx, const std::string& station);

/// The product a request names, without its codes; errors of product_by_code.
Result<Product> requested_product(sqlite::Db& db, Micros price_us, const LineRequest& request);

struct Placed {
  std::size_t index = 0;  ///< into cart.lines
  bool added = false;     ///< a new line; else a changed one
};
/// Puts a product into the cart: onto its line when it is sold by the piece and is there at this price. The
/// request is one that asked_for has settled: it has a quantity.
Result<Placed> place(Tx& tx, Cart& cart, const Product& product, const LineRequest& request);

struct Asked;  // code_goods.hpp
/// Adds what was asked for to a cart of the actor's; errors of add_line.
Result<Cart> add_asked(Tx& tx, const Actor& actor, const Id& cart, const Asked& asked);
/// Says whose cart it is; whoever was said before is forgotten. `unknown-cart`, `cart-closed`.
Result<Cart> set_member(Tx& tx, const Actor& actor, const Id& cart, const std::string& member);

/// Counts a change: version, state open.
void touch(Cart& cart);

/// Freezes the cart's price as of now. Lines must be priced already.
Quote freeze(Tx& tx, Cart& cart);

/// Whether the actor may see a cart of this station.
bool sees_station(const Actor& actor, const std::string& station);

}  // namespace outpost::app
