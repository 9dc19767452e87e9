// The store as a whole: line to headquarters, today's figures, alarms, backup, verification.
#include "edge/app/alarms.hpp"
#include "edge/app/backup.hpp"
#include "edge/app/orders.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/app/verify.hpp"
#include "edge/base/paths.hpp"
#include "edge/base/time_text.hpp"
#include "edge/http/long_reads.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

#include <nlohmann/json.hpp>

namespace outpost::http {
namespace {

/// "20260131T081530Z" with microseconds: a folder's name.
std::string stamp(Micros now_us) {
  std::string out;
  for (const char c : rfc3339(now_us))
    if (c != '-' && c != ':' && c != '.') out += c;
  return out;
}

Result<std::string> back_up(Api& api) {
  const std::string folder = api.data_dir + "/backups";
  OUTPOST_CHECK(make_folder(folder, 0700));
  const Micros now = api.clock.wall_us();
  OUTPOST_TRY(const auto done, api.long_reads.run<app::BackupResult>([&](sqlite::Db& db) {
    return app::backup(db, api.data_dir, folder + "/" + stamp(now), now);
  }));
  return nlohmann::json{{"path", done.path}, {"bytes", done.bytes}, {"at", rfc3339(done.at_us)}}.dump();
}

}  // namespace

Answer get_sync(Api& api, Call&) { return std::optional(Reply::json(200, api.sync_json())); }

Answer get_today(Api& api, Call& call) {
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto today, app::today(db, call.actor, api.settings, api.clock.wall_us()));
    return app::to_json(today);
  });
}

Answer list_alarms(Api& api, Call& call) {
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page, app::list_alarms(db, call.actor));
    return app::to_json(page);
  });
}

Answer clear_alarm(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "alarm"));
  return write_once(api, call, 200, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_TRY(const auto cleared, app::clear_alarm(tx, call.actor, id));
    return app::to_json(cleared);
  });
}

/// The copy is made outside of any transaction; the key is looked up before it and kept after it.
Answer make_backup(Api& api, Call& call) {
  OUTPOST_TRY(const auto ticket, enter(api, call));
  const auto key = key_of(call);
  const auto before =
      run_once(api, call, key, 201, [](store::Tx&, const app::CallKey&) -> Result<std::string> {
        return fail(Code::unavailable, "not-yet", "");
      });
  if (before.ok()) return std::optional(reply_of(*before));
  if (before.error().name != "not-yet") return before.error();
  OUTPOST_TRY(const std::string json, back_up(api));
  OUTPOST_TRY(const auto stored,
              run_once(api, call, key, 201,
                       [&](store::Tx&, const app::CallKey&) -> Result<std::string> { return json; }));
  return std::optional(reply_of(stored));
}

Answer verify(Api& api, Call&) {
  OUTPOST_TRY(const auto checks,
              api.long_reads.run<std::vector<app::Check>>([](sqlite::Db& db) { return app::verify(db); }));
  std::string json = "{\"ok\":" + std::string(app::all_ok(checks) ? "true" : "false") + ",\"checks\":[";
  for (std::size_t i = 0; i < checks.size(); ++i) json += (i ? "," : "") + app::to_json(checks[i]);
  return std::optional(Reply::json(200, json + "]}"));
}

}  // namespace outpost::http
