// Carts, their lines and quotes.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

/// With lines and total.
std::optional<CartRow> find_cart(sqlite::Db& db, const Id& cart);
/// The cart of a station that is open or quoted.
std::optional<CartRow> find_open_cart(sqlite::Db& db, std::string_view station);

/// The row and its lines, if it has some.
void insert_cart(sqlite::Db& db, CartRow& cart);
/// State, version and order id; not the lines.
void update_cart(sqlite::Db& db, const CartRow& cart);
/// Saves the last of the cart's lines, which is new.
void insert_last_line(sqlite::Db& db, CartRow& cart);
/// Quantity, price, tax and amounts.
void update_cart_line(sqlite::Db& db, const CartLineRow& line);
void delete_cart_line(sqlite::Db& db, const CartLineRow& line);

void insert_quote(sqlite::Db& db, const QuoteRow& quote);
std::optional<QuoteRow> find_quote(sqlite::Db& db, const Id& quote);

}  // namespace outpost::store
