// What a use case works with while it runs on the writer thread, inside its own savepoint.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"
#include "edge/base/sqlite/db.hpp"
#include "edge/store/settings.hpp"

#include <string>
#include <vector>

namespace outpost::store {

/// Something that screens should see. Leaves after COMMIT, in commit order; is dropped with its savepoint.
struct LiveEvent {
  std::string topic;    ///< cart, order, scan, device, shelf, bay, sync, alarm
  std::string station;  ///< "" for everybody
  std::string json;     ///< the whole `data:` of the event
};

struct Tx {
  sqlite::Db& db;
  Micros now_us;    ///< wall clock when this piece of work began; may go back when somebody sets it
  Micros price_us;  ///< for dated prices: never earlier than at any commit before
  IdSource& ids;
  Random& random;
  std::vector<LiveEvent>& events;
  const Settings& settings;
  /// Set together with an error: what was written stays all the same (wrong tries are counted).
  bool keep = false;
  bool nearly_full = false;  ///< the disk is: no new orders, open ones are finished
};

}  // namespace outpost::store
