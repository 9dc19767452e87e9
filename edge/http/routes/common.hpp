// What handlers share: reading parameters, and running a use case once under its key.
#pragma once

#include "edge/app/idempotency.hpp"
#include "edge/http/api.hpp"
#include "edge/http/json_in.hpp"

#include <functional>

namespace outpost::http {

/// A path parameter as an id; a text that is none is unknown like any other id: `unknown-WHAT` (not found).
Result<Id> id_param(const Call& call, std::string_view name, std::string_view what);
/// ?limit=, 50 when absent. Error `bad-limit`.
Result<int> limit_param(const Call& call);

/// Actor, key, method and path, and SHA-256 of the body.
app::CallKey key_of(const Call& call);
app::CallKey key_of(const Call& call, const std::array<std::uint8_t, 32>& body_hash);

using Work = std::function<Result<std::string>(store::Tx&, const app::CallKey&)>;

/// Runs `work` once for the call's key on the sales lane and answers with its JSON and `status`; a repeated
/// call gets the stored answer with Idempotency-Replayed, a concurrent one waits.
Answer write_once(Api& api, const Call& call, int status, const Work& work);
/// The same in two steps, for calls that do more than one transaction: the ticket is held by the caller.
Result<app::StoredReply> run_once(Api& api, const Call& call, const app::CallKey& key, int status,
                                  const Work& work);
Result<InFlight::Ticket> enter(Api& api, const Call& call);
/// A stored reply as the reply to send.
Reply reply_of(const app::StoredReply& stored);

/// A read-only use case on a reader's connection.
template <class F> Answer read_json(Api& api, F work) {
  OUTPOST_TRY(std::string json,
              api.readers.read([&](sqlite::Db& db) -> Result<std::string> { return work(db); }));
  return std::optional(Reply::json(200, std::move(json)));
}

}  // namespace outpost::http
