#include "edge/app/terminals.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/tools/store/commands.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::tool {
namespace {

using nlohmann::json;

struct Wish {
  app::Role role;
  std::string station, label;
};

Result<Wish> wish_of(const Invocation& call) {
  const std::string role_name = call.arguments.option("role"), station = call.arguments.option("station");
  const auto role = data::parse<app::Role>(role_name);
  if (!role)
    return fail(Code::invalid, "bad-role", "--role must be kiosk, cashier, technician, manager or owner.");
  if (station.empty())
    return fail(Code::invalid, "bad-station", "--station is missing: the name of the till or kiosk.");
  return Wish{*role, station, call.arguments.option("label", station)};
}

app::Actor owner() {
  app::Actor actor;
  actor.role = app::Role::owner;
  actor.label = "outpost-store";
  return actor;
}

std::string body_of(const Wish& wish, bool with_token) {
  return json{{"role", data::name_of(wish.role)},
              {"station", wish.station},
              {"label", wish.label},
              {"with_token", with_token}}
      .dump();
}

Result<std::string> list_json(Box& box) {
  if (box.remote) return box.remote->get("/api/v1/terminals");
  return box.local->readers.read([&](sqlite::Db& db) -> Result<std::string> {
    OUTPOST_TRY(const auto page, app::list_terminals(db, owner(), box.local->clock.wall_us()));
    return app::to_json(page);
  });
}

}  // namespace

Result<int> add_terminal(const Invocation& call) {
  OUTPOST_TRY(const auto wish, wish_of(call));
  OUTPOST_TRY(auto box, open_box(call, false));
  if (box.remote) {
    OUTPOST_TRY(const auto answer, box.remote->post("/api/v1/terminals", body_of(wish, true)));
    fmt::print("{}\n", json::parse(answer).value("token", ""));
    return 0;
  }
  OUTPOST_TRY(const auto made, box.local->writer.call(store::Lane::sales, [&](store::Tx& tx) {
    return app::add_terminal(tx, wish.role, wish.station, wish.label);
  }));
  fmt::print("{}\n", made.token);
  return 0;
}

Result<int> enrol(const Invocation& call) {
  OUTPOST_TRY(const auto wish, wish_of(call));
  OUTPOST_TRY(auto box, open_box(call, false));
  if (box.remote) {
    OUTPOST_TRY(const auto answer, box.remote->post("/api/v1/terminals", body_of(wish, false)));
    fmt::print("{}\n", json::parse(answer).value("code", ""));
    return 0;
  }
  OUTPOST_TRY(const auto made, box.local->writer.call(store::Lane::sales, [&](store::Tx& tx) {
    return app::invite_terminal(tx, owner(), wish.role, wish.station, wish.label);
  }));
  fmt::print("{}\n", made.code);
  return 0;
}

Result<int> list_terminals(const Invocation& call) {
  OUTPOST_TRY(auto box, open_box(call, false));
  OUTPOST_TRY(const auto text, list_json(box));
  for (const auto& t : json::parse(text)["items"])
    fmt::print("{}  {:<10}  {:<16}  {:<8}  {}\n", t.value("id", ""), t.value("role", ""),
               t.value("station", ""), t.value("state", ""), t.value("label", ""));
  return 0;
}

Result<int> revoke_terminal(const Invocation& call) {
  OUTPOST_TRY(const Id id, parse_id(call.arguments.words[0]));
  OUTPOST_TRY(auto box, open_box(call, false));
  if (box.remote) {
    OUTPOST_TRY([[maybe_unused]] const auto answer, box.remote->remove("/api/v1/terminals/" + id.text()));
  } else {
    OUTPOST_CHECK(box.local->writer.call(
        store::Lane::sales, [&](store::Tx& tx) { return app::revoke_terminal(tx, owner(), id); }));
  }
  fmt::print("revoked\n");
  return 0;
}

}  // namespace outpost::tool
