#include "edge/app/idempotency.hpp"

#include "edge/app/digest.hpp"
#include "edge/store/calls.hpp"

namespace outpost::app {
namespace {

bool by_rule(Code code) { return code == Code::conflict || code == Code::refused; }

StoredReply kept(Tx& tx, const CallKey& key, ByteView digest, StoredReply reply) {
  store::insert_call(tx.db, digest,
                     {key.call, Bytes(key.body_hash.begin(), key.body_hash.end()), reply.status, reply.body},
                     tx.now_us);
  return reply;
}

Error mismatch() {
  return fail(Code::conflict, "idempotency-mismatch",
              "This Idempotency-Key was used for another call: take a new one.");
}

}  // namespace

Bytes CallKey::digest() const {
  if (key.empty()) return {};
  return digest_of(16, {"call", actor, key});
}

Result<StoredReply> run_once(Tx& tx, const CallKey& key, const std::function<Result<StoredReply>()>& work,
                             const std::function<StoredReply(const Error&)>& refusal) {
  const auto digest = key.digest();
  if (auto row = store::find_call(tx.db, digest)) {
    if (row->call != key.call || row->body_hash != Bytes(key.body_hash.begin(), key.body_hash.end()))
      return mismatch();
    return StoredReply{row->status, std::move(row->body), true};
  }
  const auto events = tx.events.size();
  sqlite::Savepoint inner(tx.db);
  auto result = work();
  if (result.ok() || tx.keep)
    inner.release();
  else
    inner.rollback();
  if (result.ok()) return kept(tx, key, digest, std::move(result).value());
  tx.events.resize(events);
  if (!by_rule(result.error().code)) return std::move(result).error();
  return kept(tx, key, digest, refusal(result.error()));
}

std::int64_t forget_old_keys(Tx& tx, std::int64_t most) {
  return store::forget_calls(tx.db, tx.now_us - keys_kept_us, most);
}

}  // namespace outpost::app
