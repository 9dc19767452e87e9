#include "edge/contract/sync/keys.hpp"
#include "sync/hq/store_parts.hpp"

namespace outpost::hq {
namespace {

constexpr std::int64_t max_keys = 2;  // the old and the new one while a box changes its key

bool exists(sqlite::Db& db, const std::string& id) {
  auto st = db.prepare("SELECT 1 FROM stores WHERE store_id = ?");
  st.with(id);
  return st.step();
}

/// A key names one store only, revoked or not: a stolen box must not come back under another name.
Result<void> key_is_free(sqlite::Db& db, const std::string& id, const std::string& key) {
  auto st = db.prepare("SELECT store_id FROM store_keys WHERE public_key = ?");
  st.with(key);
  while (st.step())
    if (st.text(0) != id)
      return fail(Code::conflict, "key-taken", "This key belongs to store \"" + st.text(0) + "\".");
  return {};
}

}  // namespace

Result<void> SqliteRegistry::add(const std::string& id, const std::string& key, const std::string& name,
                                 Micros now) {
  if (!wire::valid_store_id(id))
    return fail(Code::invalid, "bad-store-id", "A store id is 1 to 16 of a-z, 0-9 and -.");
  if (!wire::valid_key(key))
    return fail(Code::invalid, "bad-key",
                "A public key is 40 characters, as in the store's secrets/curve.key.");
  OUTPOST_CHECK(key_is_free(db_, id, key));
  auto others =
      db_.prepare("SELECT count(*) FROM store_keys WHERE store_id = ? AND revoked = 0 AND public_key <> ?");
  others.with(id, key);
  if (others.step() && others.i64(0) >= max_keys)
    return fail(Code::conflict, "too-many-keys",
                "Store \"" + id + "\" has two valid keys; revoke one first.");
  db_.prepare(
         "INSERT INTO stores(store_id, name, refusal, program, created_us, last_contact_us, last_event_us, "
         "clock_skew_us, free_bytes) VALUES(?, ?, '', '', ?, 0, 0, 0, 0) ON CONFLICT(store_id) DO NOTHING")
      .with(id, name, now)
      .run();
  if (!name.empty()) db_.prepare("UPDATE stores SET name = ? WHERE store_id = ?").with(name, id).run();
  db_.prepare("INSERT INTO store_keys(store_id, public_key, revoked, added_us) VALUES(?, ?, 0, ?) "
              "ON CONFLICT(store_id, public_key) DO UPDATE SET revoked = 0, added_us = excluded.added_us")
      .with(id, key, now)
      .run();
  return {};
}

Result<void> SqliteRegistry::revoke(const std::string& id, const std::string& key) {
  if (!exists(db_, id)) return fail(Code::not_found, "unknown-store", "There is no store \"" + id + "\".");
  db_.prepare("UPDATE store_keys SET revoked = 1 WHERE store_id = ? AND (public_key = ? OR ? = '')")
      .with(id, key, key)
      .run();
  if (!key.empty() && db_.changes() == 0)
    return fail(Code::not_found, "unknown-key", "Store \"" + id + "\" has no such key.");
  return {};
}

std::optional<std::string> SqliteRegistry::owner_of(const std::string& key) {
  auto st = db_.prepare("SELECT store_id FROM store_keys WHERE public_key = ? AND revoked = 0");
  st.with(key);
  if (!st.step()) return std::nullopt;
  return st.text(0);
}

bool SqliteRegistry::active(const std::string& id) {
  auto st = db_.prepare("SELECT 1 FROM store_keys WHERE store_id = ? AND revoked = 0");
  st.with(id);
  return st.step();
}

void SqliteRegistry::note_contact(const std::string& id, Micros now) {
  db_.prepare("UPDATE stores SET last_contact_us = ? WHERE store_id = ?").with(now, id).run();
}

std::vector<StoreRow> SqliteRegistry::list(const std::string& after, std::size_t limit) {
  std::vector<StoreRow> out;
  auto st =
      db_.prepare("SELECT store_id, name, refusal, program, last_contact_us, last_event_us, clock_skew_us, "
                  "free_bytes FROM stores WHERE store_id > ? ORDER BY store_id LIMIT ?");
  st.with(after, static_cast<std::int64_t>(limit));
  while (st.step()) {
    StoreRow r;
    r.id = st.text(0);
    r.name = st.text(1);
    r.refusal = st.text(2);
    r.program = st.text(3);
    r.last_contact_us = st.i64(4);
    r.last_event_us = st.i64(5);
    r.clock_skew_us = st.i64(6);
    r.free_bytes = st.i64(7);
    r.revoked = !active(r.id);
    out.push_back(std::move(r));
  }
  for (auto& r : out) {
    auto incs = db_.prepare("SELECT inc, head_seq, received_seq, applied_seq, quarantined FROM incarnations "
                            "WHERE store_id = ? ORDER BY first_contact_us, inc");
    incs.with(r.id);
    while (incs.step()) {
      r.inc = incs.id(0);
      r.head_seq = static_cast<std::uint64_t>(incs.i64(1));
      r.received_seq = static_cast<std::uint64_t>(incs.i64(2));
      r.applied_seq = static_cast<std::uint64_t>(incs.i64(3));
      r.quarantined += static_cast<std::uint64_t>(incs.i64(4));
      r.lag_events += std::max(r.head_seq, r.received_seq) - r.applied_seq;
    }
  }
  return out;
}

}  // namespace outpost::hq
