// One configured unit as the link sees it: who speaks under its name, how often, and what it was told to do.
// Used by the link's thread only.
#pragma once

#include "edge/app/unit_board.hpp"
#include "edge/contract/ipc/driver_table.hpp"
#include "edge/contract/ipc/message.hpp"
#include "edge/links/token_bucket.hpp"

#include <map>
#include <string>

namespace outpost::links {

struct SeatLimits {
  int scans_per_s, gauges_per_s, previews_per_s, steps_per_s, others_per_s;
};

/// Why a message was not taken; each has a counter of its own among the unit's.
enum class Dropped { flood, lie, old, malformed, replay };

struct Seat {
  Seat(app::UnitInfo i, const SeatLimits& limits)
      : info(std::move(i)), driver(ipc::find_driver(info.driver)), scans(limits.scans_per_s),
        gauges(limits.gauges_per_s), previews(limits.previews_per_s), steps(limits.steps_per_s),
        others(limits.others_per_s) {}

  app::UnitInfo info;
  const ipc::DriverRow* driver;
  TokenBucket scans, gauges, previews, steps, others;

  bool bound = false;          ///< said hello with the right driver
  bool silent = true;          ///< three beats missing
  Id boot;                     ///< of the process that said hello
  std::uint64_t last_seq = 0;  ///< of this boot's readings
  Micros heard_us = 0;         ///< boot clock
  Micros asked_who_us = 0;
  std::string kept = "{}";                       ///< what `bind` hands back
  std::string said_state, said_reason;           ///< the device's own word, shown while it is heard
  std::map<std::string, std::int64_t> counters;  ///< the device's own
  std::map<Dropped, std::int64_t> dropped;
  Micros again_us = 0;             ///< boot clock of the last reading `again`...
  std::size_t again_of = 0;        ///< ...and a hash of its text, which may be a payment code
  Micros preview_until_us = 0;     ///< boot clock: until then pictures are taken that were asked for
  std::string vin;                 ///< of the car that a bay showed last
  std::map<Id, Micros> in_flight;  ///< commands sent, without outcome yet: when (boot clock)

  /// Whether a message of this kind and name may be taken now; counts when not.
  bool admit(const ipc::Message& m, Micros now_us);
  /// All counters: the device's and edge's own.
  std::map<std::string, std::int64_t> all_counters() const;
};

}  // namespace outpost::links
