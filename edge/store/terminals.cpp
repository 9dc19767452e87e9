#include "edge/store/terminals.hpp"

namespace outpost::store {
namespace {

TerminalRow row_of(const sqlite::Stmt& st) {
  TerminalRow t;
  t.id = st.id(0);
  t.role = data::parse<data::Role>(st.text(1)).value_or(data::Role::kiosk);
  t.station = st.text(2), t.label = st.text(3), t.person = st.text(4), t.token_hash = st.blob(5);
  t.created_us = st.i64(6), t.expires_us = st.opt_i64(7), t.revoked_us = st.opt_i64(8);
  return t;
}

constexpr const char* select_one =
    "SELECT id,role,station,label,person,token_hash,created_us,expires_us,revoked_us FROM terminal ";

}  // namespace

void insert_terminal(sqlite::Db& db, const TerminalRow& t) {
  auto st = db.prepare("INSERT INTO terminal(id,role,station,label,person,created_us,expires_us,token_hash) "
                       "VALUES(?,?,?,?,?,?,?,?)");
  st.with(t.id, data::name_of(t.role), t.station, t.label, t.person, t.created_us, t.expires_us);
  if (!t.token_hash.empty()) st.bind(8, ByteView(t.token_hash));
  st.run();
}

std::optional<TerminalRow> find_terminal(sqlite::Db& db, const Id& id) {
  auto st = db.prepare(std::string(select_one) + "WHERE id=?");
  st.with(id);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::optional<TerminalRow> terminal_of_token(sqlite::Db& db, ByteView token_hash, Micros now_us) {
  auto st = db.prepare(std::string(select_one) +
                       "WHERE token_hash=? AND revoked_us IS NULL AND (expires_us IS NULL OR expires_us>?)");
  st.with(token_hash, now_us);
  return st.step() ? std::optional(row_of(st)) : std::nullopt;
}

std::vector<TerminalRow> list_terminals(sqlite::Db& db) {
  auto st = db.prepare(std::string(select_one) + "WHERE expires_us IS NULL ORDER BY id DESC");
  std::vector<TerminalRow> rows;
  while (st.step()) rows.push_back(row_of(st));
  return rows;
}

void give_token(sqlite::Db& db, const Id& terminal, ByteView token_hash) {
  db.prepare("UPDATE terminal SET token_hash=? WHERE id=?").with(token_hash, terminal).run();
}

void revoke(sqlite::Db& db, const Id& terminal, Micros now_us) {
  db.prepare("UPDATE terminal SET revoked_us=? WHERE id=? AND revoked_us IS NULL")
      .with(now_us, terminal)
      .run();
  db.prepare("DELETE FROM enrolment WHERE terminal_id=?").with(terminal).run();
}

void insert_enrolment(sqlite::Db& db, ByteView code_hash, const Id& terminal, Micros expires_us) {
  db.prepare("INSERT INTO enrolment(code_hash,terminal_id,expires_us) VALUES(?,?,?)")
      .with(code_hash, terminal, expires_us)
      .run();
}

std::optional<Id> use_enrolment(sqlite::Db& db, ByteView code_hash, Micros now_us) {
  std::optional<Id> terminal;
  {
    auto st = db.prepare("SELECT terminal_id FROM enrolment WHERE code_hash=? AND expires_us>?");
    st.with(code_hash, now_us);
    if (st.step()) terminal = st.id(0);
  }
  db.prepare("DELETE FROM enrolment WHERE code_hash=?1 OR expires_us<=?2").with(code_hash, now_us).run();
  return terminal;
}

WrongTries wrong_tries(sqlite::Db& db, std::string_view subject) {
  auto st = db.prepare("SELECT wrong,since_us,until_us FROM wrong_tries WHERE subject=?");
  st.with(subject);
  return st.step() ? WrongTries{st.i64(0), st.i64(1), st.i64(2)} : WrongTries{};
}

void put_wrong_tries(sqlite::Db& db, std::string_view subject, const WrongTries& t) {
  db.prepare("INSERT OR REPLACE INTO wrong_tries(subject,wrong,since_us,until_us) VALUES(?,?,?,?)")
      .with(subject, t.wrong, t.since_us, t.until_us)
      .run();
}

void forget_wrong_tries(sqlite::Db& db, std::string_view subject) {
  db.prepare("DELETE FROM wrong_tries WHERE subject=?").with(subject).run();
}

}  // namespace outpost::store
