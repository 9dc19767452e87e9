// First run, the owner's sign-in, enrolment of terminals. Answers that carry a token are not stored in the
// database, which holds hashes only: a repeated call finds its answer in memory for a while.
#include "edge/app/bay_clear.hpp"
#include "edge/app/code_payments.hpp"
#include "edge/app/shape_json.hpp"
#include "edge/app/terminals.hpp"
#include "edge/http/routes/common.hpp"
#include "edge/http/routes/handlers.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <semaphore>

namespace outpost::http {
namespace {

/// argon2id takes 19 MiB and 50 ms each: at most two at once, others wait their turn.
std::counting_semaphore<2> hashing{2};

template <class F> auto hashed(F work) {
  hashing.acquire();
  auto out = work();
  hashing.release();
  return out;
}

/// What names a call for its repeat.
std::string name_of(const Call& call) {
  const auto key = key_of(call);
  return key.key + " " + key.call + " " + to_hex(key.body_hash);
}

/// Does `work` (-> Result<Enrolled>) once for the call's key and answers with the token and its cookie.
template <class F> Answer sign_in_once(Api& api, const Call& call, F work) {
  OUTPOST_TRY(const auto ticket, enter(api, call));
  const std::string name = name_of(call);
  if (auto before = api.token_replies.find(name, api.clock.boot_us())) {
    before->headers.emplace_back("Idempotency-Replayed", "true");
    return std::optional(*std::move(before));
  }
  OUTPOST_TRY(const app::Enrolled end, work());
  Reply reply = Reply::json(201, app::to_json(end));
  reply.headers.emplace_back("Set-Cookie", token_cookie(end.token));
  api.token_replies.keep(name, reply, api.clock.boot_us());
  return std::optional(std::move(reply));
}

nlohmann::json store_json(const Api& api) {
  return {{"id", api.settings.store_id}, {"name", api.settings.store_name}, {"zone", api.settings.zone}};
}

/// How this store can be paid now: what a screen may offer.
nlohmann::json tenders_json(const Api& api) {
  auto tenders = nlohmann::json::array({data::name_of(data::Tender::cash)});
  if (api.code_payments.on()) tenders.push_back(data::name_of(data::Tender::code));
  return tenders;
}

}  // namespace

Answer get_setup(Api& api, Call&) {
  return read_json(api, [&](sqlite::Db& db) {
    return nlohmann::json{{"needed", app::setup_needed(db)}, {"store", store_json(api)}}.dump();
  });
}

Answer set_up(Api& api, Call& call) {
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto code, in.text("code", 1, 64));
  OUTPOST_TRY(const auto password, in.text("password", 1, 256));
  return sign_in_once(api, call, [&]() -> Result<app::Enrolled> {
    OUTPOST_TRY(const auto hash, hashed([&] { return app::hash_password(password); }));
    auto done =
        api.writer.call(store::Lane::sales, [&](store::Tx& tx) { return app::set_up_owner(tx, code, hash); });
    if (done.ok()) std::remove((api.data_dir + app::owner_code_file).c_str());
    return done;
  });
}

Answer sign_in(Api& api, Call& call) {
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto password, in.text("password", 1, 256));
  return sign_in_once(api, call, [&]() -> Result<app::Enrolled> {
    OUTPOST_TRY(const auto hash,
                api.readers.read([&](sqlite::Db& db) { return app::owner_hash(db, api.clock.wall_us()); }));
    const bool matched = hashed([&] { return app::password_matches(hash, password); });
    return api.writer.call(store::Lane::sales,
                           [&](store::Tx& tx) { return app::end_sign_in(tx, matched, "owner"); });
  });
}

Answer sign_out(Api& api, Call& call) {
  OUTPOST_CHECK(
      api.writer.call(store::Lane::sales, [&](store::Tx& tx) { return app::sign_out(tx, call.actor); }));
  api.hub.drop_terminal(call.actor.terminal);
  Reply reply = Reply::empty();
  reply.headers.emplace_back("Set-Cookie", no_cookie());
  return std::optional(std::move(reply));
}

Answer enrol(Api& api, Call& call) {
  OUTPOST_TRY(const auto in, JsonIn::parse(call.body));
  OUTPOST_TRY(const auto code, in.text("code", 1, 16));
  return sign_in_once(api, call, [&] {
    return api.writer.call(store::Lane::sales, [&](store::Tx& tx) { return app::enrol(tx, code); });
  });
}

Answer get_session(Api& api, Call& call) {
  const auto& a = call.actor;
  const auto sync = nlohmann::json::parse(api.sync_json(), nullptr, false);
  const auto named = app::named_person(a);
  const nlohmann::json j = {{"terminal", a.terminal.text()},
                            {"label", a.label},
                            {"role", data::name_of(a.role)},
                            {"station", a.station},
                            {"person", a.person.empty() ? nlohmann::json(nullptr) : nlohmann::json(a.person)},
                            {"person_name", named ? nlohmann::json(named->name) : nlohmann::json(nullptr)},
                            {"store", store_json(api)},
                            {"tenders", tenders_json(api)},
                            {"hq", sync.is_object() ? sync.value("hq", nlohmann::json()) : nlohmann::json()},
                            {"idle_reset_s", api.idle_reset_s}};
  return std::optional(Reply::json(200, j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

}  // namespace outpost::http
