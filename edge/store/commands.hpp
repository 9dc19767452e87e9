// Commands to devices.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

void insert_command(sqlite::Db& db, const CommandRow& command);
std::optional<CommandRow> find_command(sqlite::Db& db, const Id& id);
/// State, reason and times.
void update_command(sqlite::Db& db, const CommandRow& command);
/// In state queued, oldest first.
std::vector<CommandRow> queued_commands(sqlite::Db& db, std::string_view unit);
/// In state queued or sent, of all units.
std::vector<CommandRow> open_commands(sqlite::Db& db);
/// A receipt of the order is on paper, may be, or is about to be: a print command that did not fail.
bool receipt_printed(sqlite::Db& db, const Id& order);

}  // namespace outpost::store
