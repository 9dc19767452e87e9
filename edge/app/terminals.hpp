// Terminals, their codes and tokens, and the owner's password.
#pragma once

#include "edge/app/actor.hpp"
#include "edge/app/shapes.hpp"
#include "edge/app/tx.hpp"

namespace outpost::app {

inline constexpr Micros enrolment_life_us = 10 * 60 * us_per_s;

/// Invites a terminal: a code for a browser. Errors `bad-station`, `bad-role` (owner and device cannot be
/// invited), `bad-label` (invalid). Forgets those that nobody used for a day.
Result<Enrolment> invite_terminal(Tx& tx, const Actor& actor, Role role, const std::string& station,
                                  const std::string& label);
/// Makes a terminal with its token at once, for scripts and set-up.
Result<Enrolled> add_terminal(Tx& tx, Role role, const std::string& station, const std::string& label);
/// Uses a code. `wrong-code` (unauthorized: unknown, used or expired), `too-many-tries` (busy) after 10 wrong
/// ones within a minute, counted over the whole store.
Result<Enrolled> enrol(Tx& tx, std::string_view code);

/// Who carries this token; `unknown-token` (unauthorized). Any connection; constant time is not needed, as
/// the lookup is by hash.
Result<Actor> actor_of(sqlite::Db& db, std::string_view token, Micros now_us);

Result<Page<Terminal>> list_terminals(sqlite::Db& db, const Actor& actor, Micros now_us);
/// `unknown-terminal` (not found).
Result<void> revoke_terminal(Tx& tx, const Actor& actor, const Id& terminal);

/// In the data folder: the code of the first run, for as long as it is good.
inline constexpr const char* owner_code_file = "/run/owner-code";
/// True until an owner password is set.
bool setup_needed(sqlite::Db& db);
/// The code that lets the first person set the owner's password: made once per data folder, and again by
/// `fresh_owner_code`. Errors `setup-done` (conflict).
Result<std::string> fresh_owner_code(Tx& tx);
/// Hashes a password with argon2id (19 MiB, 2 passes): about 50 ms, so never on the writer thread. Errors
/// `weak-password` (refused: under 8 characters, over 256 bytes, one character repeated).
Result<std::string> hash_password(std::string_view password);
/// First run: checks the code, keeps the hash, opens an owner session. `wrong-code`, `setup-done`,
/// `too-many-tries`.
Result<Enrolled> set_up_owner(Tx& tx, std::string_view code, const std::string& password_hash);

/// What is needed to check a password off the writer thread. `too-many-tries` (busy) while locked: 5 wrong
/// ones lock for 60 s, doubling to 15 min; kept in the store, so a restart forgives nothing.
Result<std::string> owner_hash(sqlite::Db& db, Micros now_us);
bool password_matches(const std::string& hash, std::string_view password);
/// Counts a wrong one, or opens an owner session at station "office" and forgets the wrong ones. Error
/// `wrong-password` (unauthorized).
Result<Enrolled> end_sign_in(Tx& tx, bool matched, const std::string& person);
/// Ends the actor's token: a session of a person, or an enrolled screen, which needs a new code then.
Result<void> sign_out(Tx& tx, const Actor& actor);

}  // namespace outpost::app
