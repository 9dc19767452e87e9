// Carts, their lines and quotes.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

/// With lines and total.
std::optional<CartRow> find_cart(sqlite::Db& db, const Id& cart);
/// The cart of a station that is open or quoted.
std::optional<CartRow> find_open_cart(sqlite::Db& db, std::string_view station);

void insert_cart(sqlite::Db& db, const CartRow& cart);
/// State, version and order id; not the lines.
void update_cart(sqlite::Db& db, const CartRow& cart);
void insert_cart_line(sqlite::Db& db, const Id& cart, const CartLineRow& line);
/// Quantity, price and amounts.
void update_cart_line(sqlite::Db& db, const Id& cart, const CartLineRow& line);
void delete_cart_line(sqlite::Db& db, const Id& cart, const Id& line);

void insert_quote(sqlite::Db& db, const QuoteRow& quote);
std::optional<QuoteRow> find_quote(sqlite::Db& db, const Id& quote);

}  // namespace outpost::store
