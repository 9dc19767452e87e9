#include "edge/app/terminals.hpp"

#include "edge/app/shape_json.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

namespace outpost::http {

Answer list_terminals(Api& api, Call& call) {
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page, app::list_terminals(db, call.actor));
    return app::to_json(page);
  });
}

Answer add_terminal(Api& api, Call& call) {
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto role_name, in.text("role", 1, 32));
  OUTPOST_TRY(const auto station, in.text("station", 1, 32));
  OUTPOST_TRY(const auto label, in.opt_text("label", 0, 100));
  const auto role = data::parse<data::Role>(role_name);
  if (!role) return fail(Code::invalid, "bad-role", "There is no role \"" + role_name + "\".");
  return write_once(api, call, 201, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_TRY(const auto invited, app::invite_terminal(tx, call.actor, *role, station, label.value_or("")));
    return app::to_json(invited);
  });
}

Answer revoke_terminal(Api& api, Call& call) {
  OUTPOST_TRY(const Id id, id_param(call, "id", "terminal"));
  auto answer = write_once(api, call, 204, [&](store::Tx& tx, const app::CallKey&) -> Result<std::string> {
    OUTPOST_CHECK(app::revoke_terminal(tx, call.actor, id));
    return std::string();
  });
  api.hub.drop_terminal(id);
  return answer;
}

}  // namespace outpost::http
