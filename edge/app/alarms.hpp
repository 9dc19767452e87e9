// Things a person must know, and evidence of what went wrong.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

/// Raises an alarm, once while one of this name and subject is open. Sends an `alarm` event.
Result<Alarm> raise_alarm(Tx& tx, const std::string& name, const std::string& subject,
                          const std::string& text);
/// Closes it; nothing happens when none is open.
Result<void> clear_alarm(Tx& tx, const std::string& name, const std::string& subject);
/// A person has dealt with it: closes it and keeps who said so. One that is closed already stays as it was.
/// `unknown-alarm` (not found).
Result<Alarm> clear_alarm(Tx& tx, const Actor& actor, const Id& alarm);
/// Open alarms, newest first, at most 200.
Result<Page<Alarm>> list_alarms(sqlite::Db& db, const Actor& actor);

/// The error for a broken invariant about data: the writer rolls the item back, keeps an evidence row and
/// raises the alarm `internal-invariant`.
Error broken_invariant(const std::string& what);

}  // namespace outpost::app
