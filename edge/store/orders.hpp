// Orders and their lines.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

/// With lines and payments.
std::optional<OrderRow> find_order(sqlite::Db& db, const Id& order);
/// The order that the idempotency key with this digest made.
std::optional<Id> order_of_call(sqlite::Db& db, ByteView call_digest);

/// The order as it awaits payment, with its lines; `call_digest` may be empty.
void insert_order(sqlite::Db& db, OrderRow& order, ByteView call_digest);
/// State, sums, and what paying sets.
void update_order(sqlite::Db& db, const OrderRow& order);

struct OrderQuery {
  std::string station;  ///< "" for all
  std::optional<Id> before;
  std::optional<Id> not_before, below;  ///< bounds of ids, from times
  std::optional<data::OrderState> state;
  std::string pickup_code;
  std::size_t limit = 50;
};
/// Newest first, with lines and payments.
std::vector<OrderRow> list_orders(sqlite::Db& db, const OrderQuery& query);

bool pickup_code_in_use(sqlite::Db& db, std::string_view code);
/// The newest order of a station that is not paid yet and was made at or after `since_us`.
std::optional<OrderRow> open_order_at(sqlite::Db& db, std::string_view station, Micros since_us);

/// What a station was told to show for payment, or no longer to.
struct StationScreen {
  Id order;
  bool shown = false;
  Micros at_us = 0;
};
std::optional<StationScreen> screen_of(sqlite::Db& db, std::string_view station);
void put_screen(sqlite::Db& db, std::string_view station, const StationScreen& screen);

/// The lowest id that could have been made at `us`.
Id first_id_at(Micros us);

}  // namespace outpost::store
