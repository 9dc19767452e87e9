#include "edge/app/commands.hpp"

#include "edge/app/bay_clear.hpp"
#include "edge/app/bay_sessions.hpp"
#include "edge/app/events.hpp"
#include "edge/store/commands.hpp"

#include <cstdlib>

namespace outpost::app {
namespace {

using data::CommandState;

Result<Command> load(sqlite::Db& db, const Id& id) {
  if (auto row = store::find_command(db, id)) return *row;
  return fail(Code::not_found, "unknown-command", "There is no such command.");
}

/// What else ends with a command, whoever ended it.
struct EndRow {
  std::string_view command;
  Result<void> (*on_end)(Tx&, const Command&);
};
constexpr EndRow ends[] = {{"report", on_report_end}, {"clear", on_clear_end}};

void save(Tx& tx, const Command& command) {
  store::update_command(tx.db, command);
  tell_command(tx, command);
}

Result<void> save_end(Tx& tx, const Command& command) {
  save(tx, command);
  for (const auto& row : ends)
    if (row.command == command.command) OUTPOST_CHECK(row.on_end(tx, command));
  return {};
}

}  // namespace

Result<Command> queue_command(Tx& tx, const Actor& actor, const std::string& unit, const std::string& command,
                              std::string body, std::optional<Id> about) {
  if (store::queued_commands(tx.db, unit).size() >= most_queued_per_unit)
    return fail(Code::busy, "unit-busy", "The device has too much to do already: try again later.");
  Command c;
  c.id = tx.ids.next();
  c.unit = unit, c.command = command, c.body = std::move(body), c.about = about;
  c.person = actor.person.empty() ? actor.label : actor.person;
  c.created_us = tx.now_us;
  store::insert_command(tx.db, c);
  tell_command(tx, c);
  return c;
}

std::vector<Command> queued_commands(sqlite::Db& db, const std::string& unit) {
  return store::queued_commands(db, unit);
}

Result<Command> mark_sent(Tx& tx, const Id& id) {
  OUTPOST_TRY(auto command, load(tx.db, id));
  if (command.state != CommandState::queued)
    return fail(Code::conflict, "not-queued", "The command was sent already, and is never sent twice.");
  command.state = CommandState::sent;
  command.sent_us = tx.now_us;
  save(tx, command);
  return command;
}

Result<Command> end_command(Tx& tx, const Id& id, CommandState state, const std::string& reason) {
  OUTPOST_TRY(auto command, load(tx.db, id));
  const bool ended = command.state == CommandState::done || command.state == CommandState::failed;
  if (ended || command.state == state) return command;
  command.state = state;
  command.reason = reason;
  command.ended_us = tx.now_us;
  OUTPOST_CHECK(save_end(tx, command));
  return command;
}

bool too_old(const Tx& tx, const Command& command, Micros life_us) {
  return std::abs(tx.now_us - command.created_us) > life_us;
}

Result<std::int64_t> recover_commands(Tx& tx, Micros life_us) {
  std::int64_t changed = 0;
  for (auto& c : store::open_commands(tx.db)) {
    const bool sent = c.state == CommandState::sent;
    if (!sent && !too_old(tx, c, life_us)) continue;
    c.state = sent ? CommandState::unknown : CommandState::failed;
    c.reason = sent ? "restarted" : "too-old";
    c.ended_us = tx.now_us;
    OUTPOST_CHECK(save_end(tx, c));
    ++changed;
  }
  return changed;
}

Result<Command> get_command(sqlite::Db& db, const Actor&, const Id& command) { return load(db, command); }

}  // namespace outpost::app
