// Reports of cars that are being made, and the steps of each that were heard so far.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

struct BaySessionRow {
  Id report;  ///< the id that the report will have: that of the first command
  std::string unit, station, person;
  std::string vin;                    ///< as the bay showed it meanwhile; "" when it did not
  Id boot;                            ///< the device process that was told to make it
  bool waiting = true;                ///< that process may be at it
  Micros started_us = 0;              ///< wall clock, like all of these
  Micros heard_us = 0;                ///< of the last new step
  Micros asked_us = 0;                ///< when a process was last told
  std::int64_t steps = 0, bytes = 0;  ///< what is stored
};

struct BayStepRow {
  std::int64_t n = 0;
  std::string body;  ///< a JSON object
};

void insert_session(sqlite::Db& db, const BaySessionRow& session);
/// All but its names and its start.
void update_session(sqlite::Db& db, const BaySessionRow& session);
std::optional<BaySessionRow> find_session(sqlite::Db& db, const Id& report);
/// Oldest first.
std::vector<BaySessionRow> all_sessions(sqlite::Db& db);
/// With its steps.
void drop_session(sqlite::Db& db, const Id& report);

/// In the place of what was step `n` before.
void put_step(sqlite::Db& db, const Id& report, const BayStepRow& step);
std::optional<std::string> find_step(sqlite::Db& db, const Id& report, std::int64_t n);
/// In their order; there may be gaps.
std::vector<BayStepRow> steps_of(sqlite::Db& db, const Id& report);

}  // namespace outpost::store
