#include "edge/app/terminals.hpp"

#include "edge/app/shape_json.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

namespace outpost::http {

namespace {

/// For scripts and set-up: the owner gets the token itself. It is in no stored reply, so a repeated call
/// makes another terminal.
Answer add_with_token(Api& api, const Call& call, app::Role role, const std::string& station,
                      const std::string& label) {
  if (call.actor.role != app::Role::owner)
    return fail(Code::denied, "role-not-allowed", "Only the owner gets a token at once; others get a code.");
  OUTPOST_TRY(const auto made, api.writer.call(store::Lane::sales, [&](store::Tx& tx) {
    return app::add_terminal(tx, role, station, label);
  }));
  return std::optional(Reply::json(201, app::to_json(made)));
}

}  // namespace

Answer list_terminals(Api& api, Call& call) {
  return read_json(api, [&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page, app::list_terminals(db, call.actor, api.clock.wall_us()));
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
  OUTPOST_TRY(const bool with_token, in.flag("with_token"));
  if (with_token) return add_with_token(api, call, *role, station, label.value_or(""));
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
