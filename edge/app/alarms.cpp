#include "edge/app/alarms.hpp"

#include "edge/store/alarms.hpp"

namespace outpost::app {
namespace {

constexpr std::size_t most_shown = 200;

}  // namespace

Result<Alarm> raise_alarm(Tx& tx, const std::string& name, const std::string& subject,
                          const std::string& text) {
  return store::raise_alarm(tx, name, subject, text);
}

Result<void> clear_alarm(Tx& tx, const std::string& name, const std::string& subject) {
  store::clear_alarm(tx, name, subject);
  return {};
}

Result<Alarm> clear_alarm(Tx& tx, const Actor& actor, const Id& alarm) {
  auto row = store::find_alarm(tx.db, alarm);
  if (!row) return fail(Code::not_found, "unknown-alarm", "There is no such alarm.");
  if (row->cleared_us) return *std::move(row);
  store::clear_alarm(tx, *row);
  store::keep_evidence(tx, "alarm-cleared",
                       row->name + " " + alarm.text() + " at " + actor.station + " by " +
                           (actor.person.empty() ? actor.label : actor.person));
  return *std::move(row);
}

Result<Page<Alarm>> list_alarms(sqlite::Db& db, const Actor&) {
  return Page<Alarm>{store::open_alarms(db, most_shown), std::nullopt};
}

Error broken_invariant(const std::string& what) { return fail(Code::internal, "internal-invariant", what); }

}  // namespace outpost::app
