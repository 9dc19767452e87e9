// Which order a station shows for payment. A payment code that the station's scanner sees pays that order and
// no other: the next customer's code must never pay what the customer before left behind.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

struct Shown {
  store::OrderRow order;
  Micros since_us = 0;
};

/// The order made last at the station, or the one taken over with `show_order`, while it awaits payment; none
/// when the customer left it (`leave_order`), when the next cart is open there, or after half an hour.
std::optional<Shown> order_shown(sqlite::Db& db, std::string_view station, Micros now_us);

/// The caller's station shows this order from now on: a till that takes a kiosk's order. `order-closed`
/// (conflict) when nothing is left to pay.
Result<Order> show_order(Tx& tx, const Actor& actor, const Id& order);

/// The caller's station no longer shows this order: the customer pays elsewhere, or is gone. The order stays
/// payable by its pick-up code. Does nothing when it was not shown.
Result<Order> leave_order(Tx& tx, const Actor& actor, const Id& order);

}  // namespace outpost::app
