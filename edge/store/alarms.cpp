#include "edge/store/alarms.hpp"

#include "edge/base/time_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::store {
namespace {

constexpr const char* select_alarm = "SELECT id,name,subject,text,raised_us,cleared_us FROM alarm WHERE ";

AlarmRow row_of(const sqlite::Stmt& st) {
  AlarmRow row{st.id(0), st.text(1), st.text(2), st.text(3), st.i64(4), {}};
  if (!st.null(5)) row.cleared_us = st.i64(5);
  return row;
}

void tell(Tx& tx, std::string_view type, const AlarmRow& row) {
  const nlohmann::json alarm = {
      {"id", row.id.text()},
      {"name", row.name},
      {"subject", row.subject},
      {"text", row.text},
      {"at", rfc3339(row.at_us)},
      {"cleared_at", row.cleared_us ? nlohmann::json(rfc3339(*row.cleared_us)) : nlohmann::json(nullptr)}};
  const nlohmann::json event = {{"topic", "alarm"}, {"type", type}, {"alarm", alarm}};
  tx.events.push_back({"alarm", "", event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)});
}

std::optional<AlarmRow> open_alarm(sqlite::Db& db, const std::string& name, const std::string& subject) {
  auto st = db.prepare(std::string(select_alarm) + "name=? AND subject=? AND cleared_us IS NULL");
  st.with(name, subject);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

}  // namespace

AlarmRow raise_alarm(Tx& tx, const std::string& name, const std::string& subject, const std::string& text) {
  if (const auto open = open_alarm(tx.db, name, subject)) return *open;
  const AlarmRow row{tx.ids.next(), name, subject, text, tx.now_us, {}};
  tx.db.prepare("INSERT INTO alarm(id,name,subject,text,raised_us) VALUES(?,?,?,?,?)")
      .with(row.id, name, subject, text, tx.now_us)
      .run();
  tell(tx, "raised", row);
  return row;
}

void clear_alarm(Tx& tx, const std::string& name, const std::string& subject) {
  if (auto open = open_alarm(tx.db, name, subject)) clear_alarm(tx, *open);
}

void clear_alarm(Tx& tx, AlarmRow& alarm) {
  alarm.cleared_us = tx.now_us;
  tx.db.prepare("UPDATE alarm SET cleared_us=? WHERE id=?").with(tx.now_us, alarm.id).run();
  tell(tx, "cleared", alarm);
}

std::optional<AlarmRow> find_alarm(sqlite::Db& db, const Id& id) {
  auto st = db.prepare(std::string(select_alarm) + "id=?");
  st.with(id);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::vector<AlarmRow> open_alarms(sqlite::Db& db, std::size_t most) {
  auto st = db.prepare(std::string(select_alarm) + "cleared_us IS NULL ORDER BY id DESC LIMIT ?");
  st.with(static_cast<std::int64_t>(most));
  std::vector<AlarmRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

void keep_evidence(Tx& tx, const std::string& name, const std::string& detail) {
  tx.db.prepare("INSERT INTO evidence(at_us,name,detail) VALUES(?,?,?)").with(tx.now_us, name, detail).run();
}

}  // namespace outpost::store
