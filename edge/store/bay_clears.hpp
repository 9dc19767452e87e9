// Who had the codes of which car cleared.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

struct BayClearRow {
  Id id;      ///< of its command
  Id report;  ///< the snapshot that was stored before
  std::string unit, station, vin;
  std::string role, person, person_name;  ///< who asked
  Micros asked_us = 0;
  std::string result;             ///< "" until it has ended; done, failed, unknown
  std::string reason;             ///< "" or a stable name, when not done
  std::string codes_left = "[]";  ///< what the car still says afterwards: a JSON list
  std::optional<Micros> ended_us;
  std::optional<std::int64_t> series, event_seq;  ///< of its newest event
};

void insert_clear(sqlite::Db& db, const BayClearRow& clear);
/// How it ended, and its event.
void update_clear(sqlite::Db& db, const BayClearRow& clear);
std::optional<BayClearRow> find_clear(sqlite::Db& db, const Id& id);
/// Oldest first.
std::vector<BayClearRow> clears_of(sqlite::Db& db, const Id& report);
/// Codes of this car were cleared since `since_us`, may have been, or are about to be.
bool cleared_since(sqlite::Db& db, std::string_view vin, Micros since_us);

}  // namespace outpost::store
