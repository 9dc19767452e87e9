// Commands to devices: a durable row first. Only `queued` is ever sent; what was sent and not answered before
// a restart is `unknown`, and is never repeated blindly.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

inline constexpr std::size_t most_queued_per_unit = 64;

/// Queues. `body` is a JSON object; `about` names what it is about: the order whose receipt it
/// prints, the report that it resumes, the snapshot of a clear. Error `unit-busy` (busy)
/// over most_queued_per_unit.
Result<Command> queue_command(Tx& tx, const Actor& actor, const std::string& unit, const std::string& command,
                              std::string body, std::optional<Id> about = {});
/// Rows in state queued of `unit`, oldest first.
std::vector<Command> queued_commands(sqlite::Db& db, const std::string& unit);
/// queued -> sent; to be committed before the bytes leave. `not-queued` (conflict) otherwise.
Result<Command> mark_sent(Tx& tx, const Id& command);
/// sent -> done, failed or unknown; a late answer may still turn unknown into done or failed. Idempotent.
/// `unknown-command` (not found). Sends a `device` event.
Result<Command> end_command(Tx& tx, const Id& command, data::CommandState state, const std::string& reason);
/// Whether a queued command may not begin any more. One from the future is as bad as an old one: the clock
/// was set back, and it would wait for as long.
bool too_old(const Tx& tx, const Command& command, Micros life_us);
/// At the start of edge: whatever is `sent` becomes `unknown`, of queued ones what is too_old() failed. How
/// many.
Result<std::int64_t> recover_commands(Tx& tx, Micros life_us);
/// `unknown-command` (not found).
Result<Command> get_command(sqlite::Db& db, const Actor& actor, const Id& command);

}  // namespace outpost::app
