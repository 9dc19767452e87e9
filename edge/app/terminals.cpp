#include "edge/app/terminals.hpp"

#include "edge/app/digest.hpp"
#include "edge/app/secrets.hpp"
#include "edge/app/settings.hpp"
#include "edge/app/wrong_tries.hpp"
#include "edge/store/invitations.hpp"
#include "edge/store/terminals.hpp"

namespace outpost::app {
namespace {

constexpr std::string_view enrolment_subject = "enrolment";
constexpr std::size_t most_label_bytes = 100;
constexpr Micros expired_kept_us = 24LL * 3600 * us_per_s;  // a day to see that its code ran out

Result<void> check_terminal(Role role, const std::string& station, const std::string& label) {
  if (role == Role::owner || role == Role::device)
    return fail(Code::invalid, "bad-role", "A terminal is a kiosk, cashier, technician or manager.");
  if (!valid_station(station))
    return fail(Code::invalid, "bad-station", "A station is 1 to 32 of a-z, 0-9, - and _.");
  if (label.size() > most_label_bytes || !is_utf8(label))
    return fail(Code::invalid, "bad-label", "A label is at most 100 bytes of text.");
  return {};
}

store::TerminalRow row_for(Tx& tx, Role role, const std::string& station, const std::string& label) {
  store::TerminalRow row;
  row.id = tx.ids.next();
  row.role = role, row.station = station, row.label = label.empty() ? station : label;
  row.created_us = tx.now_us;
  return row;
}

Terminal shape(const store::TerminalRow& r, bool code_is_good) {
  const auto* state = r.revoked_us            ? "revoked"
                      : !r.token_hash.empty() ? "active"
                      : code_is_good          ? "invited"
                                              : "expired";
  return {r.id, r.role, r.station, r.label, state, r.created_us};
}

}  // namespace

Result<Enrolment> invite_terminal(Tx& tx, const Actor&, Role role, const std::string& station,
                                  const std::string& label) {
  OUTPOST_CHECK(check_terminal(role, station, label));
  store::forget_invitations(tx.db, tx.now_us - expired_kept_us);
  const auto row = row_for(tx, role, station, label);
  store::insert_terminal(tx.db, row);
  const auto code = new_code(tx);
  const Micros expires = tx.now_us + enrolment_life_us;
  store::insert_enrolment(tx.db, secret_hash(code), row.id, expires);
  return Enrolment{row.id, code, expires};
}

Result<Enrolled> add_terminal(Tx& tx, Role role, const std::string& station, const std::string& label) {
  if (role != Role::owner) OUTPOST_CHECK(check_terminal(role, station, label));
  auto row = row_for(tx, role, station, label);
  const auto token = new_token(tx);
  row.token_hash = secret_hash(token);
  store::insert_terminal(tx.db, row);
  return Enrolled{row.id, token, role, row.station, row.label};
}

Result<Enrolled> enrol(Tx& tx, std::string_view typed) {
  OUTPOST_CHECK(check_not_locked(tx.db, enrolment_subject, tx.now_us));
  const auto terminal = store::use_enrolment(tx.db, secret_hash(tidy_code(typed)), tx.now_us);
  const auto row = terminal ? store::find_terminal(tx.db, *terminal) : std::nullopt;
  if (!row) {
    count_wrong_code(tx, enrolment_subject);
    tx.keep = true;
    return fail(Code::unauthorized, "wrong-code", "This code is wrong, used or too old: ask for a new one.");
  }
  const auto token = new_token(tx);
  store::give_token(tx.db, row->id, secret_hash(token));
  return Enrolled{row->id, token, row->role, row->station, row->label};
}

Result<Actor> actor_of(sqlite::Db& db, std::string_view token, Micros now_us) {
  const auto row = store::terminal_of_token(db, secret_hash(token), now_us);
  if (!row)
    return fail(Code::unauthorized, "unknown-token",
                "This terminal is not known to the store: enrol it again.");
  return Actor{row->id, row->label, row->role, row->station, row->person};
}

Result<Page<Terminal>> list_terminals(sqlite::Db& db, const Actor&, Micros now_us) {
  const auto invited = store::open_invitations(db, now_us);
  Page<Terminal> page;
  for (const auto& row : store::list_terminals(db))
    page.items.push_back(shape(row, invited.contains(row.id)));
  return page;
}

Result<void> revoke_terminal(Tx& tx, const Actor&, const Id& terminal) {
  if (!store::find_terminal(tx.db, terminal))
    return fail(Code::not_found, "unknown-terminal", "There is no such terminal.");
  store::revoke(tx.db, terminal, tx.now_us);
  return {};
}

}  // namespace outpost::app
