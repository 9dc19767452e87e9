#include "edge/http/routes/common.hpp"

#include "edge/http/problem.hpp"

#include <charconv>
#include <sodium.h>

namespace outpost::http {

Result<Id> id_param(const Call& call, std::string_view name, std::string_view what) {
  auto id = parse_id(call.param(name));
  if (id.ok()) return id;
  return fail(Code::not_found, "unknown-" + std::string(what), "There is no such " + std::string(what) + ".");
}

Result<int> limit_param(const Call& call) {
  const std::string_view text = call.request.query_value("limit");
  if (text.empty()) return 50;
  int limit = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (end.ec == std::errc() && end.ptr == text.data() + text.size() && limit >= 1 && limit <= 200)
    return limit;
  return fail(Code::invalid, "bad-limit", "limit is a whole number from 1 to 200.");
}

app::CallKey key_of(const Call& call, const std::array<std::uint8_t, 32>& body_hash) {
  return {call.actor.terminal.text(), call.key, call.request.method + " " + call.request.path, body_hash};
}

app::CallKey key_of(const Call& call) {
  std::array<std::uint8_t, 32> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(call.body.data()), call.body.size());
  return key_of(call, hash);
}

Result<InFlight::Ticket> enter(Api& api, const Call& call) {
  return api.in_flight.enter(call.actor.terminal.text() + " " + call.key);
}

Result<app::StoredReply> run_once(Api& api, const Call& call, const app::CallKey& key, int status,
                                  const Work& work) {
  const auto refusal = [&](const Error& error) {
    return app::StoredReply{status_of(error.code), problem(error, call.request.path).body, false};
  };
  return api.writer.call(store::Lane::sales, [&](store::Tx& tx) {
    return app::run_once(
        tx, key,
        [&]() -> Result<app::StoredReply> {
          OUTPOST_TRY(std::string json, work(tx, key));
          return app::StoredReply{status, std::move(json), false};
        },
        refusal);
  });
}

Reply reply_of(const app::StoredReply& stored) {
  Reply reply{
      stored.status, stored.status >= 400 ? "application/problem+json" : "application/json", stored.body, {}};
  if (stored.body.empty()) reply.content_type.clear();
  if (stored.replayed) reply.headers.emplace_back("Idempotency-Replayed", "true");
  return reply;
}

Answer write_once(Api& api, const Call& call, int status, const Work& work) {
  OUTPOST_TRY(const auto ticket, enter(api, call));
  OUTPOST_TRY(const auto stored, run_once(api, call, key_of(call), status, work));
  return std::optional(reply_of(stored));
}

}  // namespace outpost::http
