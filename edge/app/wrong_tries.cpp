#include "edge/app/wrong_tries.hpp"

#include "edge/store/terminals.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::app {
namespace {

constexpr std::int64_t free_passwords = 5, free_codes = 10;
constexpr Micros first_lock_us = 60 * us_per_s, longest_lock_us = 15 * 60 * us_per_s;

}  // namespace

Result<void> check_not_locked(sqlite::Db& db, std::string_view subject, Micros now_us) {
  const auto tries = store::wrong_tries(db, subject);
  // A clock that was set back must not lock for longer than a lock can be.
  const Micros left = std::min(tries.until_us - now_us, longest_lock_us);
  if (left <= 0 || now_us < tries.since_us) return {};
  return fail(Code::busy, "too-many-tries",
              fmt::format("Too many wrong tries: wait {} seconds.", (left + us_per_s - 1) / us_per_s));
}

void count_wrong_password(Tx& tx, std::string_view subject) {
  auto tries = store::wrong_tries(tx.db, subject);
  if (++tries.wrong >= free_passwords) {
    const auto doublings = std::min<std::int64_t>(tries.wrong - free_passwords, 4);
    tries.until_us = tx.now_us + std::min(first_lock_us << doublings, longest_lock_us);
  }
  tries.since_us = tx.now_us;
  store::put_wrong_tries(tx.db, subject, tries);
}

void count_wrong_code(Tx& tx, std::string_view subject) {
  auto tries = store::wrong_tries(tx.db, subject);
  if (tx.now_us - tries.since_us > first_lock_us || tx.now_us < tries.since_us) tries = {0, tx.now_us, 0};
  if (++tries.wrong >= free_codes) tries.until_us = tx.now_us + first_lock_us;
  store::put_wrong_tries(tx.db, subject, tries);
}

}  // namespace outpost::app
