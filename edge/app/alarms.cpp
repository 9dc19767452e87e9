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

Result<Page<Alarm>> list_alarms(sqlite::Db& db, const Actor&) {
  return Page<Alarm>{store::open_alarms(db, most_shown), std::nullopt};
}

Error broken_invariant(const std::string& what) { return fail(Code::internal, "internal-invariant", what); }

}  // namespace outpost::app
