// Terminals, invitations, and wrong tries.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

struct TerminalRow {
  Id id;
  data::Role role = data::Role::kiosk;
  std::string station, label, person;
  Bytes token_hash;  ///< empty until its code is used
  Micros created_us = 0;
  std::optional<Micros> expires_us, revoked_us;
};

void insert_terminal(sqlite::Db& db, const TerminalRow& terminal);
std::optional<TerminalRow> find_terminal(sqlite::Db& db, const Id& id);
/// Neither revoked nor expired at `now_us`.
std::optional<TerminalRow> terminal_of_token(sqlite::Db& db, ByteView token_hash, Micros now_us);
/// Newest first; sessions of persons (with an expiry) are left out.
std::vector<TerminalRow> list_terminals(sqlite::Db& db);
void give_token(sqlite::Db& db, const Id& terminal, ByteView token_hash);
void revoke(sqlite::Db& db, const Id& terminal, Micros now_us);

void insert_enrolment(sqlite::Db& db, ByteView code_hash, const Id& terminal, Micros expires_us);
/// Deletes the code and gives its terminal; nothing when it is unknown or expired.
std::optional<Id> use_enrolment(sqlite::Db& db, ByteView code_hash, Micros now_us);

struct WrongTries {
  std::int64_t wrong = 0;
  Micros since_us = 0, until_us = 0;
};
WrongTries wrong_tries(sqlite::Db& db, std::string_view subject);
void put_wrong_tries(sqlite::Db& db, std::string_view subject, const WrongTries& tries);
void forget_wrong_tries(sqlite::Db& db, std::string_view subject);

}  // namespace outpost::store
