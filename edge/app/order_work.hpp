// Steps on one order that several use cases share.
#pragma once

#include "edge/app/orders.hpp"

namespace outpost::app {

/// The shape of a row: receipt number as text, sync state from the cursors.
Order order_shape(sqlite::Db& db, store::OrderRow row, const Settings& settings);

/// `unknown-order` also for a kiosk that asks for another station's order.
Result<Order> load_order(sqlite::Db& db, const Actor& actor, const Id& order, const Settings& settings);

/// An order from a frozen cart, not saved: lines with their tax, a pick-up code.
Result<Order> order_from(Tx& tx, const Actor& actor, const Quote& quote, const Cart& cart);

/// What is still to be paid.
Fen rest_of(const Order& order);

/// A tender covers the order: receipt number, business date, stock moves, `order.paid` event, saved. `order`
/// must hold the payment that covers it, and its sums. Sends the live event `paid`.
Result<void> finish_order(Tx& tx, Order& order);

}  // namespace outpost::app
