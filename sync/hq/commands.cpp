#include "sync/hq/commands.hpp"

#include "edge/base/time_text.hpp"

#include <fmt/format.h>

namespace outpost::hq {
namespace {

Error bad_arguments() {
  return fail(Code::invalid, "bad-arguments", "That is no command. " + std::string(usage));
}

Result<std::string> add_store(const Arguments& a, Connection& c, Clock& clock) {
  Work work(c);
  OUTPOST_CHECK(c.registry().add(a.words[2], a.option("key"), a.option("name"), clock.wall_us()));
  work.commit();
  return fmt::format("store {} may connect with this key\n", a.words[2]);
}

Result<std::string> revoke_store(const Arguments& a, Connection& c) {
  Work work(c);
  OUTPOST_CHECK(c.registry().revoke(a.words[2], a.option("key")));
  work.commit();
  return fmt::format("store {}: {} revoked\n", a.words[2],
                     a.options.contains("key") ? "this key is" : "all keys are");
}

Result<std::string> list_stores(Connection& c) {
  std::string out = fmt::format("{:<16}  {:<9}  {:<20}  {:>9}  {:>9}  {:>6}  {:>5}  {}\n", "store", "state",
                                "last contact", "received", "applied", "lag", "quar.", "name");
  std::string after;
  for (auto page = c.registry().list(after, 500); !page.empty(); page = c.registry().list(after, 500)) {
    for (const auto& s : page)
      out += fmt::format("{:<16}  {:<9}  {:<20}  {:>9}  {:>9}  {:>6}  {:>5}  {}\n", s.id,
                         s.revoked           ? "revoked"
                         : s.refusal.empty() ? "ok"
                                             : "refused",
                         s.last_contact_us ? rfc3339(s.last_contact_us).substr(0, 19) : "never",
                         s.received_seq, s.applied_seq, s.lag_events, s.quarantined, s.name);
    after = page.back().id;
  }
  return out;
}

Result<std::string> run(const Arguments& a, const Home& home, Connection& c, Clock& clock) {
  const auto& w = a.words;
  if (w[0] == "init" && w.size() == 1) return fmt::format("headquarters is in {}\n", home.dir);
  if (w[0] == "store" && w.size() == 2 && w[1] == "list") return list_stores(c);
  if (w[0] == "store" && w.size() == 3 && w[1] == "add") return add_store(a, c, clock);
  if (w[0] == "store" && w.size() == 3 && w[1] == "revoke") return revoke_store(a, c);
  if (w[0] == "backup" && w.size() == 2) {
    OUTPOST_CHECK(backup_sqlite(home.db_dir, w[1]));
    return fmt::format("copied to {}\n", w[1]);
  }
  return bad_arguments();
}

}  // namespace

Result<std::string> run_command(const Arguments& arguments, const Home& home, Clock& clock) {
  OUTPOST_TRY(const auto connection, open_sqlite(home.db_dir, Access::write));
  try {
    return run(arguments, home, *connection, clock);
  } catch (const std::exception& e) {
    return fail(Code::io, "hq-storage", e.what());
  }
}

}  // namespace outpost::hq
