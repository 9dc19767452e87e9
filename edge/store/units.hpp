// What is kept for device units: their settings, and the last scan that was taken from each.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <optional>

namespace outpost::store {

std::optional<std::string> kept_of(sqlite::Db& db, std::string_view unit);
void put_kept(sqlite::Db& db, std::string_view unit, std::string_view json, Micros now_us);

struct ScanSeen {
  Id boot;
  std::int64_t seq = 0;
};
std::optional<ScanSeen> last_scan(sqlite::Db& db, std::string_view unit);
void put_last_scan(sqlite::Db& db, std::string_view unit, const ScanSeen& seen);

}  // namespace outpost::store
