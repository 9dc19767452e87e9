// Orders: from a quote to paid, and what can be asked about them.
//
// A kiosk sees the orders of its own station; staff roles see all of the store.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/idempotency.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

/// Turns a frozen quote into an order that awaits payment. The same key later (also after the key row was
/// forgotten) gives the same order. Errors: `unknown-quote` (not found); `quote-expired`, `quote-stale` (the
/// cart changed), `cart-closed` (conflict); `store-full` (unavailable: the disk is nearly full);
/// `idempotency-mismatch`.
Result<Order> create_order(Tx& tx, const Actor& actor, const Id& quote, const CallKey& key);

/// `unknown-order` (not found).
Result<Order> get_order(sqlite::Db& db, const Actor& actor, const Id& order, const Settings& settings);

struct OrderFilter {
  int limit = 50;     ///< 1 to 200, else `bad-limit`
  std::string after;  ///< the `next` of the page before
  std::optional<data::OrderState> state;
  std::string pickup_code;               ///< finds orders that are not paid yet
  std::optional<Micros> from_us, to_us;  ///< of creation, [from, to)
  /// yyyymmdd: paid orders by the date on their receipt, others by the one they were made on.
  std::optional<int> business_date;
};
/// Newest first.
Result<Page<Order>> list_orders(sqlite::Db& db, const Actor& actor, const OrderFilter& filter,
                                const Settings& settings);

/// Gives an unpaid order up. `order-paid`, `payment-in-progress`, `order-part-paid` (conflict).
Result<Order> cancel_order(Tx& tx, const Actor& actor, const Id& order);

/// `not-paid` (conflict) before it is paid. `columns` is the paper's width, 24 to 64.
Result<Receipt> get_receipt(sqlite::Db& db, const Actor& actor, const Id& order, const Settings& settings,
                            int columns = 32);

/// Queues the receipt for printing on `unit` (a printer; the caller knows which one stands at the station).
/// The command's body is {"order_id","receipt_no","lines":[text]}, with "duplicate":true when it was printed
/// before: the paper then says that it is a copy.
Result<Command> print_receipt(Tx& tx, const Actor& actor, const Id& order, const std::string& unit,
                              int columns);

/// The business date that is open now.
Result<Today> today(sqlite::Db& db, const Actor& actor, const Settings& settings, Micros now_us);

}  // namespace outpost::app
