// Live events that use cases send; the hub in http gives them to screens.
#pragma once

#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

void tell_cart(Tx& tx, const Cart& cart);
/// `type`: created, payment, paid, cancelled, sync.
void tell_order(Tx& tx, std::string_view type, const Order& order);
/// The same with the order's JSON at hand.
void tell_order(Tx& tx, std::string_view type, const Order& order, std::string_view json);
void tell_command(Tx& tx, const Command& command);

/// Appends to the outbox: the next seq of the current incarnation, in this transaction. `ref` is the id of
/// the thing the event is about. Returns (series, seq).
struct EventKey {
  std::int64_t series = 0, seq = 0;
};
EventKey append_event(Tx& tx, std::string_view kind, int version, const Id& ref, std::string_view body);

}  // namespace outpost::app
