// GET sync: the line to headquarters and what waits for it, as JSON.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/sqlite/db.hpp"

#include <string>

namespace outpost::links {

struct LineView {
  bool configured = false;
  std::string state = "offline";  ///< as the agent says; "none" is written when there is no headquarters
  std::string endpoint, error, reason;
  Micros since_us = 0, last_contact_us = 0;  ///< UTC; 0: not known
};

/// The shape Sync of the API. Throws sqlite::Failure.
std::string sync_status(sqlite::Db& db, const std::string& store_id, const LineView& line);

}  // namespace outpost::links
