#include "edge/store/outbox.hpp"

#include <algorithm>

namespace outpost::store {
namespace {

constexpr std::string_view head_columns = "inc,series,next_seq,created_us,is_current,closed_seq";

OutboxHead head_of(const sqlite::Stmt& st) {
  return {st.id(0), st.i64(1), st.i64(2), st.i64(3), st.flag(4), st.opt_i64(5)};
}

}  // namespace

OutboxHead current_head(sqlite::Db& db) {
  auto st = db.prepare("SELECT " + std::string(head_columns) + " FROM outbox_head WHERE is_current=1");
  if (!st.step()) throw sqlite::Failure(0, "the store has no current incarnation");
  return head_of(st);
}

std::vector<OutboxHead> all_heads(sqlite::Db& db) {
  auto st = db.prepare("SELECT " + std::string(head_columns) + " FROM outbox_head ORDER BY series");
  std::vector<OutboxHead> heads;
  while (st.step()) heads.push_back(head_of(st));
  return heads;
}

void insert_outbox(sqlite::Db& db, const Id& inc, std::int64_t seq, std::string_view kind, int version,
                   Micros at_us, std::string_view body, const Id& ref) {
  db.prepare("INSERT INTO outbox(inc,seq,kind,version,at_us,ref,body) VALUES(?,?,?,?,?,?,?)")
      .with(inc, seq, kind, version, at_us, ref, body)
      .run();
}

std::int64_t append_outbox(sqlite::Db& db, const OutboxHead& head, std::string_view kind, int version,
                           Micros at_us, std::string_view body, const Id& ref) {
  insert_outbox(db, head.inc, head.next_seq, kind, version, at_us, body, ref);
  db.prepare("UPDATE outbox_head SET next_seq=?,latest_us=max(latest_us,?) WHERE inc=?")
      .with(head.next_seq + 1, at_us, head.inc)
      .run();
  return head.next_seq;
}

Micros price_us(sqlite::Db& db, Micros now_us) {
  return std::max(now_us, db.scalar_i64("SELECT max(latest_us) FROM outbox_head"));
}

std::vector<OutboxRow> read_outbox(sqlite::Db& db, const Id& inc, std::int64_t from_seq, std::size_t limit,
                                   std::size_t most_bytes) {
  auto st = db.prepare("SELECT inc,seq,kind,version,at_us,body,ref FROM outbox WHERE inc=? AND seq>=? "
                       "ORDER BY seq LIMIT ?");
  st.with(inc, from_seq, static_cast<std::int64_t>(limit));
  std::vector<OutboxRow> rows;
  for (std::size_t bytes = 0; bytes < most_bytes && st.step(); bytes += rows.back().body.size())
    rows.push_back({st.id(0), st.i64(1), st.text(2), st.i32(3), st.i64(4), st.text(5), st.id(6)});
  return rows;
}

std::vector<Id> outbox_refs(sqlite::Db& db, const Id& inc, std::string_view kind, std::int64_t from_seq,
                            std::int64_t to_seq) {
  auto st = db.prepare("SELECT ref FROM outbox WHERE inc=? AND seq BETWEEN ? AND ? AND kind=? ORDER BY seq");
  st.with(inc, from_seq, to_seq, kind);
  std::vector<Id> refs;
  while (st.step()) refs.push_back(st.id(0));
  return refs;
}

OutboxQueue outbox_queue(sqlite::Db& db) {
  auto st = db.prepare("SELECT count(*), coalesce(sum(length(o.body)),0), min(o.at_us) FROM outbox_head h "
                       "LEFT JOIN sync_cursor c ON c.inc=h.inc JOIN outbox o ON o.inc=h.inc AND "
                       "o.seq>coalesce(c.received_seq,0)");
  st.step();
  return {st.i64(0), st.i64(1), st.opt_i64(2)};
}

std::optional<SyncCursor> sync_cursor(sqlite::Db& db, const Id& inc) {
  auto st = db.prepare("SELECT inc,received_seq,applied_seq,durable_seq,hq_gen FROM sync_cursor WHERE inc=?");
  st.with(inc);
  if (!st.step()) return {};
  return SyncCursor{st.id(0), st.i64(1), st.i64(2), st.i64(3), st.blob(4)};
}

void put_sync_cursor(sqlite::Db& db, const SyncCursor& c, Micros now_us) {
  db.prepare(
        "INSERT INTO sync_cursor(inc,received_seq,applied_seq,durable_seq,hq_gen,changed_us) "
        "VALUES(?,?,?,?,?,?) "
        "ON CONFLICT(inc) DO UPDATE SET received_seq=excluded.received_seq,applied_seq=excluded.applied_seq,"
        "durable_seq=excluded.durable_seq,hq_gen=excluded.hq_gen,changed_us=excluded.changed_us")
      .with(c.inc, c.received_seq, c.applied_seq, c.durable_seq, ByteView(c.hq_gen), now_us)
      .run();
}

std::optional<DownCursor> down_cursor(sqlite::Db& db, std::string_view topic) {
  auto st = db.prepare("SELECT topic,hq_gen,seq FROM down_cursor WHERE topic=?");
  st.with(topic);
  return st.step() ? std::optional(DownCursor{st.text(0), st.blob(1), st.i64(2)}) : std::nullopt;
}

void put_down_cursor(sqlite::Db& db, const DownCursor& c, Micros now_us) {
  db.prepare("INSERT INTO down_cursor(topic,hq_gen,seq,changed_us) VALUES(?,?,?,?) ON CONFLICT(topic) DO "
             "UPDATE SET "
             "hq_gen=excluded.hq_gen,seq=excluded.seq,changed_us=excluded.changed_us")
      .with(c.topic, ByteView(c.hq_gen), c.seq, now_us)
      .run();
}

namespace {

struct Unconfirmed {
  std::int64_t rowid, series, seq;
};

std::vector<Unconfirmed> unconfirmed(sqlite::Db& db, const Id& current) {
  auto st =
      db.prepare("SELECT o.rowid,h.series,o.seq FROM outbox_head h JOIN outbox o ON o.inc=h.inc LEFT JOIN "
                 "sync_cursor c ON c.inc=h.inc WHERE h.inc<>? AND o.seq>coalesce(c.received_seq,0) "
                 "ORDER BY h.series,o.seq");
  st.with(current);
  std::vector<Unconfirmed> rows;
  while (st.step()) rows.push_back({st.i64(0), st.i64(1), st.i64(2)});
  return rows;
}

}  // namespace

void move_unconfirmed(sqlite::Db& db) {
  const auto head = current_head(db);
  auto seq = head.next_seq;
  for (const auto& row : unconfirmed(db, head.inc)) {
    db.prepare("UPDATE outbox SET inc=?,seq=? WHERE rowid=?").with(head.inc, seq, row.rowid).run();
    db.prepare("UPDATE outbox_moved SET now_series=?1,now_seq=?2 WHERE now_series=?3 AND now_seq=?4")
        .with(head.series, seq, row.series, row.seq)
        .run();
    db.prepare("INSERT INTO outbox_moved(series,seq,now_series,now_seq) VALUES(?,?,?,?)")
        .with(row.series, row.seq, head.series, seq)
        .run();
    ++seq;
  }
  db.prepare("UPDATE outbox_head SET next_seq=? WHERE inc=?").with(seq, head.inc).run();
  db.exec("UPDATE outbox_head SET closed_seq=min(next_seq-1,coalesce((SELECT received_seq FROM sync_cursor c "
          "WHERE c.inc=outbox_head.inc),0)) WHERE is_current=0 AND closed_seq IS NULL");
}

data::SyncState sync_state(sqlite::Db& db, std::int64_t series, std::int64_t seq) {
  auto st = db.prepare(
      "WITH at(series,seq) AS (SELECT coalesce(m.now_series,?1),coalesce(m.now_seq,?2) FROM (SELECT 1) "
      "LEFT JOIN outbox_moved m ON m.series=?1 AND m.seq=?2) SELECT c.received_seq>=at.seq,"
      "c.applied_seq>=at.seq FROM at JOIN outbox_head h ON h.series=at.series JOIN sync_cursor c ON "
      "c.inc=h.inc");
  st.with(series, seq);
  if (!st.step()) return data::SyncState::local;
  if (st.flag(1)) return data::SyncState::applied;
  return st.flag(0) ? data::SyncState::received : data::SyncState::local;
}

}  // namespace outpost::store
