#include "edge/store/commands.hpp"

namespace outpost::store {
namespace {

constexpr const char* head =
    "SELECT id,unit,command,body,state,reason,person,created_us,sent_us,ended_us,about FROM device_command ";

CommandRow row_of(const sqlite::Stmt& st) {
  CommandRow c;
  c.id = st.id(0), c.unit = st.text(1), c.command = st.text(2), c.body = st.text(3);
  c.state = data::parse<data::CommandState>(st.text(4)).value_or(data::CommandState::unknown);
  c.reason = st.text(5), c.person = st.text(6), c.created_us = st.i64(7);
  c.sent_us = st.opt_i64(8), c.ended_us = st.opt_i64(9);
  c.about = st.opt_id(10);
  return c;
}

std::vector<CommandRow> rows_of(sqlite::Stmt& st) {
  std::vector<CommandRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

}  // namespace

void insert_command(sqlite::Db& db, const CommandRow& c) {
  db.prepare("INSERT INTO "
             "device_command(id,unit,command,body,state,reason,person,created_us,sent_us,ended_us,about) "
             "VALUES(?,?,?,?,?,?,?,?,?,?,?)")
      .with(c.id, c.unit, c.command, c.body, data::name_of(c.state), c.reason, c.person, c.created_us,
            c.sent_us, c.ended_us, c.about)
      .run();
}

std::optional<CommandRow> find_command(sqlite::Db& db, const Id& id) {
  auto st = db.prepare(std::string(head) + "WHERE id=?");
  st.with(id);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

void update_command(sqlite::Db& db, const CommandRow& c) {
  db.prepare("UPDATE device_command SET state=?,reason=?,sent_us=?,ended_us=? WHERE id=?")
      .with(data::name_of(c.state), c.reason, c.sent_us, c.ended_us, c.id)
      .run();
}

std::vector<CommandRow> queued_commands(sqlite::Db& db, std::string_view unit) {
  auto st = db.prepare(std::string(head) + "WHERE state IN ('queued','sent') AND state='queued' AND unit=? "
                                           "ORDER BY created_us,id");
  st.with(unit);
  return rows_of(st);
}

std::vector<CommandRow> open_commands(sqlite::Db& db) {
  auto st = db.prepare(std::string(head) + "WHERE state IN ('queued','sent')");
  return rows_of(st);
}

bool receipt_printed(sqlite::Db& db, const Id& order) {
  auto st = db.prepare(
      "SELECT 1 FROM device_command WHERE about=? AND command='print' AND state<>'failed' LIMIT 1");
  st.with(order);
  return st.step();
}

}  // namespace outpost::store
