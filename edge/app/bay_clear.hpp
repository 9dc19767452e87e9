// Clearing the trouble codes of a car: by a named person, after a whole and fresh report of this very car
// that is stored. Whether the engine stands is the bay's to see. Nothing else in edge queues the command
// `clear`.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

inline constexpr Micros oldest_snapshot_us =
    1'800 * us_per_s;  ///< half an hour: a car may have been driven since

/// Who answers for it.
struct NamedPerson {
  std::string id, name;
};
/// Whoever signed in, else the person under whose name a staff terminal was enrolled. Nobody for scripts, and
/// for terminals that only have their station's name.
std::optional<NamedPerson> named_person(const Actor& actor);

struct ClearRequest {
  std::string unit, station;
  Id report;
  bool car_ready = false;  ///< the bay shows a car that answers
  std::string vin;         ///< of that car; "" when it did not say
};

/// Queues the command `clear`. Errors (words of data::clear_words): `unknown-report` (not found);
/// `clear-already`, `clear-bay-reads` (conflict); `clear-nobody`, `clear-other-bay`, `clear-partial`,
/// `clear-old`, `clear-no-vin`, `clear-no-car`, `clear-other-car` (refused); those of queue_command().
Result<Command> clear_codes(Tx& tx, const Actor& actor, const ClearRequest& request);

/// What the car still said after its codes were cleared: a JSON list. Kept until the clear has ended.
void note_codes_left(Tx& tx, const Id& clear, const std::string& codes);
/// Appends `diagnostics.cleared`, once for each end: one that is unknown may still become known.
Result<void> on_clear_end(Tx& tx, const Command& command);

/// Oldest first.
std::vector<BayClear> clears_of(sqlite::Db& db, const Id& report);

}  // namespace outpost::app
