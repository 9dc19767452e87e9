// The owner: first set-up by a code that the box prints, then by password.
#include "edge/app/digest.hpp"
#include "edge/app/secrets.hpp"
#include "edge/app/terminals.hpp"
#include "edge/app/wrong_tries.hpp"
#include "edge/store/meta.hpp"
#include "edge/store/terminals.hpp"

#include <algorithm>
#include <array>
#include <sodium.h>

namespace outpost::app {
namespace {

constexpr std::string_view password_key = "owner_password", code_key = "owner_code";
constexpr std::string_view password_subject = "owner", code_subject = "setup";
constexpr const char* owner_station = "office";
constexpr Micros session_life_us = 12LL * 3600 * us_per_s;
constexpr unsigned long long hash_passes = 2;
constexpr std::size_t hash_bytes = 19 << 20;  // 19 MiB: two at once do not hurt a small box
constexpr std::size_t least_password = 8, most_password = 256;

Error setup_done() {
  return fail(Code::conflict, "setup-done", "The owner's password is set already: sign in.");
}

Enrolled open_session(Tx& tx, const std::string& person) {
  store::TerminalRow row;
  row.id = tx.ids.next();
  row.role = Role::owner, row.station = owner_station, row.label = owner_station, row.person = person;
  row.created_us = tx.now_us, row.expires_us = tx.now_us + session_life_us;
  const auto token = new_token(tx);
  row.token_hash = secret_hash(token);
  store::insert_terminal(tx.db, row);
  return {row.id, token, row.role, row.station, row.label};
}

}  // namespace

bool setup_needed(sqlite::Db& db) { return !store::get_meta(db, password_key); }

Result<std::string> fresh_owner_code(Tx& tx) {
  if (!setup_needed(tx.db)) return setup_done();
  auto code = new_code(tx);
  store::put_meta(tx.db, code_key, to_hex(secret_hash(code)));
  return code;
}

Result<std::string> hash_password(std::string_view password) {
  if (password.size() < least_password || password.size() > most_password ||
      std::all_of(password.begin(), password.end(), [&](char c) { return c == password[0]; }))
    return fail(Code::refused, "weak-password", "A password has 8 to 256 characters, and not all the same.");
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (sodium_init() < 0 || crypto_pwhash_str_alg(out.data(), password.data(), password.size(), hash_passes,
                                                 hash_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Code::unavailable, "no-memory", "There is not enough memory to check a password: try again.");
  return std::string(out.data());
}

bool password_matches(const std::string& hash, std::string_view password) {
  if (sodium_init() < 0 || hash.size() >= crypto_pwhash_STRBYTES || password.size() > most_password)
    return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Result<Enrolled> set_up_owner(Tx& tx, std::string_view typed, const std::string& password_hash) {
  if (!setup_needed(tx.db)) return setup_done();
  OUTPOST_CHECK(check_not_locked(tx.db, code_subject, tx.now_us));
  const auto kept = store::get_meta(tx.db, code_key);
  if (!kept || *kept != to_hex(secret_hash(tidy_code(typed)))) {
    count_wrong_code(tx, code_subject);
    tx.keep = true;
    return fail(Code::unauthorized, "wrong-code",
                "This is not the code that the box has printed at its start.");
  }
  store::put_meta(tx.db, password_key, password_hash);
  store::drop_meta(tx.db, code_key);
  return open_session(tx, "owner");
}

Result<std::string> owner_hash(sqlite::Db& db, Micros now_us) {
  OUTPOST_CHECK(check_not_locked(db, password_subject, now_us));
  const auto hash = store::get_meta(db, password_key);
  if (!hash)
    return fail(Code::conflict, "setup-needed",
                "No owner password is set yet: set one with the printed code.");
  return *hash;
}

Result<Enrolled> end_sign_in(Tx& tx, bool matched, const std::string& person) {
  OUTPOST_CHECK(check_not_locked(tx.db, password_subject, tx.now_us));
  if (!matched) {
    count_wrong_password(tx, password_subject);
    tx.keep = true;
    return fail(Code::unauthorized, "wrong-password", "The password is wrong.");
  }
  store::forget_wrong_tries(tx.db, password_subject);
  return open_session(tx, person.empty() ? "owner" : person);
}

Result<void> sign_out(Tx& tx, const Actor& actor) {
  store::revoke(tx.db, actor.terminal, tx.now_us);
  return {};
}

}  // namespace outpost::app
