#include "edge/app/outbox_feed.hpp"

#include "edge/app/events.hpp"
#include "edge/app/order_work.hpp"
#include "edge/contract/sync/frame.hpp"
#include "edge/store/outbox.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::app {
namespace {

using store::OutboxRow;
namespace local = wire::local;

constexpr std::size_t most_told_orders = 20;  // an order a screen may be looking at, not a backlog
constexpr std::size_t record_overhead_bytes = 256;

std::uint64_t last_of(const store::OutboxHead& head) { return static_cast<std::uint64_t>(head.last()); }

Id gen_of(const Bytes& stored) {
  const auto id = id_from_bytes(stored);
  return id ? *id : Id{};
}

/// The same event every time it is asked for: headquarters compares.
wire::Event missing_event() { return {"outbox.missing", 1, 0, 0, "{}"}; }

wire::Event event_of(const OutboxRow& row) {
  const bool kind_fits = !row.kind.empty() && row.kind.size() <= wire::max_kind_bytes;
  if (kind_fits && row.body.size() <= wire::max_event_bytes - record_overhead_bytes)
    return {row.kind, row.version, row.at_us, 0, row.body};
  return {"outbox.unsendable", 1, row.at_us, 0, "{\"bytes\":" + std::to_string(row.body.size()) + "}"};
}

std::optional<wire::Hash> hash_before(sqlite::Db& db, const Id& inc, std::uint64_t after) {
  if (after == 0) return std::nullopt;
  const auto rows = store::read_outbox(db, inc, static_cast<std::int64_t>(after), 1, 1);
  const bool there = !rows.empty() && rows[0].seq == static_cast<std::int64_t>(after);
  return wire::hash_of(there ? event_of(rows[0]) : missing_event());
}

/// Headquarters has another event than this store under the number of its cursor: an old disk image was put
/// back here, or two boxes use one identity. Its cursor says nothing about our events then.
bool is_fork(sqlite::Db& db, const store::OutboxHead& head, const wire::IncCursor& told) {
  if (!told.tail || told.received == 0 || told.received > last_of(head)) return false;
  return hash_before(db, head.inc, told.received) != told.tail;
}

/// Adds events within the bounds; holes are filled up to the next row, or to `last` behind the final one.
void fill(local::Rows& out, const std::vector<OutboxRow>& rows, const local::Fetch& fetch) {
  const auto room = [&] { return out.count < fetch.most_events && out.records.size() < fetch.most_bytes; };
  const auto add = [&](const wire::Event& event) {
    wire::append_record(out.records, event);
    ++out.count;
  };
  for (const auto& row : rows) {
    while (room() && out.first + out.count < static_cast<std::uint64_t>(row.seq)) add(missing_event());
    if (!room()) return;
    add(event_of(row));
  }
  if (rows.empty())
    while (room() && out.first + out.count <= out.last) add(missing_event());
}

void tell_orders(Tx& tx, const Id& inc, std::int64_t from_seq, std::int64_t to_seq) {
  if (to_seq < from_seq || to_seq - from_seq >= static_cast<std::int64_t>(most_told_orders)) return;
  const Actor box{{}, "sync", Role::owner, "", ""};
  for (const auto& id : store::outbox_refs(tx.db, inc, "order.paid", from_seq, to_seq))
    if (const auto order = load_order(tx.db, box, id, tx.settings)) tell_order(tx, "sync", *order);
}

void keep_cursor(Tx& tx, const Id& gen, const store::OutboxHead& head, const wire::IncCursor& told) {
  const auto old = store::sync_cursor(tx.db, head.inc);
  const bool same = old && gen_of(old->hq_gen) == gen;
  const auto kept = [&](std::uint64_t value, std::int64_t before) {
    // Nobody can have received what was never written.
    const auto most = static_cast<std::int64_t>(std::min(value, last_of(head)));
    return same ? std::max(most, before) : most;
  };
  store::SyncCursor next;
  next.inc = head.inc;
  next.received_seq = kept(told.received, same ? old->received_seq : 0);
  next.applied_seq = std::min(kept(told.applied, same ? old->applied_seq : 0), next.received_seq);
  next.durable_seq = std::min(kept(told.durable, same ? old->durable_seq : 0), next.received_seq);
  next.hq_gen.assign(gen.bytes.begin(), gen.bytes.end());
  if (same && old->received_seq == next.received_seq && old->applied_seq == next.applied_seq &&
      old->durable_seq == next.durable_seq)
    return;
  store::put_sync_cursor(tx.db, next, tx.now_us);
  if (!same) return;
  tell_orders(tx, head.inc, old->received_seq + 1, next.received_seq);
  // What was received and applied in one step has been told already.
  tell_orders(tx, head.inc, old->applied_seq + 1, std::min(next.applied_seq, old->received_seq));
}

Error fork(const wire::IncCursor& at) {
  return fail(
      Code::conflict, "fork",
      fmt::format("Headquarters has another event than this store under the number {}: an old disk image "
                  "was put back here, or two boxes use one identity. Nothing more is sent. On the box "
                  "that is right, stop outpost-edge and run: outpost-store renew",
                  at.received));
}

}  // namespace

const std::vector<std::string>& down_topics() {
  static const std::vector<std::string> topics = {"catalogue", "prices"};
  return topics;
}

local::State feed_state(sqlite::Db& db, const std::string& store_id, std::int64_t free_bytes) {
  local::State out;
  out.store = store_id;
  out.free_bytes = free_bytes;
  auto heads = store::all_heads(db);
  if (heads.size() > wire::max_incarnations)
    heads.erase(heads.begin(), heads.end() - static_cast<std::ptrdiff_t>(wire::max_incarnations));
  for (const auto& head : heads) {
    const auto cursor = store::sync_cursor(db, head.inc);
    wire::IncHead h{head.inc, 1, last_of(head), head.is_current, 0};
    if (cursor) h.acked = static_cast<std::uint64_t>(cursor->received_seq);
    if (cursor) out.gen = gen_of(cursor->hq_gen);
    out.incs.push_back(h);
  }
  for (const auto& topic : down_topics()) {
    const auto cursor = store::down_cursor(db, topic);
    out.down.push_back({topic, cursor ? gen_of(cursor->hq_gen) : Id{},
                        cursor ? static_cast<std::uint64_t>(cursor->seq) : 0});
  }
  return out;
}

local::Head feed_head(sqlite::Db& db) {
  const auto head = store::current_head(db);
  return {head.inc, last_of(head)};
}

Result<local::Rows> feed_rows(sqlite::Db& db, const local::Fetch& fetch) {
  const auto heads = store::all_heads(db);
  const auto head =
      std::find_if(heads.begin(), heads.end(), [&](const auto& h) { return h.inc == fetch.inc; });
  if (head == heads.end())
    return fail(Code::not_found, "unknown-inc", "This incarnation of the store is not known.");
  local::Rows out;
  out.request = fetch.request;
  out.inc = fetch.inc;
  out.last = last_of(*head);
  out.first = fetch.after + 1;
  out.prev = hash_before(db, fetch.inc, fetch.after);
  const auto most = std::min<std::size_t>(fetch.most_events, wire::max_events);
  fill(out,
       store::read_outbox(db, fetch.inc, static_cast<std::int64_t>(out.first), most,
                          std::clamp<std::size_t>(fetch.most_bytes, 1, wire::max_payload_bytes / 2)),
       fetch);
  if (out.count == 0) out.first = 0;
  return out;
}

Result<void> keep_ack(Tx& tx, const local::StoreAck& ack) {
  const auto heads = store::all_heads(tx.db);
  for (const auto& told : ack.incs) {
    const auto head =
        std::find_if(heads.begin(), heads.end(), [&](const auto& h) { return h.inc == told.inc; });
    if (head == heads.end()) continue;
    if (is_fork(tx.db, *head, told)) return fork(told);
    keep_cursor(tx, ack.gen, *head, told);
  }
  return {};
}

}  // namespace outpost::app
