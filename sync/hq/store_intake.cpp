#include "sync/hq/store_parts.hpp"

namespace outpost::hq {

using session::IntakeRow;
using session::StoredCursor;

Id SqliteIntake::generation() {
  if (!generation_.is_nil()) return generation_;
  const auto stored = parse_id(meta(db_, "hq_gen"));
  return generation_ = stored ? *stored : renew_generation("the database is new");
}

Id SqliteIntake::renew_generation(const std::string& why) {
  SystemRandom random;
  Id fresh;
  random.fill(fresh.bytes);
  put_meta(db_, "hq_gen", fresh.text());
  put_meta(db_, "hq_gen_why", why);
  return generation_ = fresh;
}

std::vector<StoredCursor> SqliteIntake::cursors(const std::string& store) {
  std::vector<StoredCursor> out;
  auto st = db_.prepare("SELECT inc, received_seq, applied_seq, quarantined, tail FROM incarnations "
                        "WHERE store_id = ? ORDER BY first_contact_us, inc");
  st.with(store);
  while (st.step()) {
    StoredCursor c;
    c.at.inc = st.id(0);
    c.at.received = static_cast<std::uint64_t>(st.i64(1));
    c.at.applied = static_cast<std::uint64_t>(st.i64(2));
    c.at.durable = 0;  // nobody tells this database what its backups hold: stores keep everything
    c.at.quarantined = static_cast<std::uint64_t>(st.i64(3));
    if (const auto tail = st.blob(4); tail.size() == 16) {
      c.tail.emplace();
      std::copy(tail.begin(), tail.end(), c.tail->begin());
    }
    out.push_back(std::move(c));
  }
  return out;
}

void SqliteIntake::append(const std::string& store, const IntakeRow& row, Micros now) {
  db_.prepare("INSERT INTO intake(store_id, inc, first_seq, last_seq, received_us, packed) VALUES(?, ?, ?, "
              "?, ?, ?)")
      .with(store, row.inc, static_cast<std::int64_t>(row.first), static_cast<std::int64_t>(row.last), now,
            row.packed)
      .run();
  const std::optional<ByteView> tail = row.tail ? std::optional(ByteView(*row.tail)) : std::nullopt;
  db_.prepare(
         "INSERT INTO incarnations(store_id, inc, first_contact_us, head_seq, received_seq, applied_seq, "
         "quarantined, tail) VALUES(?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT(store_id, inc) DO UPDATE SET "
         "received_seq = excluded.received_seq, head_seq = excluded.head_seq, tail = excluded.tail")
      .with(store, row.inc, now, static_cast<std::int64_t>(std::max(row.head, row.last)),
            static_cast<std::int64_t>(row.last), tail)
      .run();
}

void SqliteIntake::note_hello(const std::string& store, const wire::Hello& hello, Micros clock_us,
                              Micros now) {
  db_.prepare("UPDATE stores SET refusal = '', program = ?, clock_skew_us = ?, free_bytes = ?, "
              "last_contact_us = ? "
              "WHERE store_id = ?")
      .with(hello.program, clock_us - now, hello.free_bytes, now, store)
      .run();
  // An incarnation that is known here shows at once how much of it is still to come, also when that became
  // less (it is over, and its rest comes under the next one); a new one appears with its first batch, so that
  // a store cannot fill this table with names.
  for (const auto& head : hello.incs)
    db_.prepare("UPDATE incarnations SET head_seq = max(received_seq, ?) WHERE store_id = ? AND inc = ?")
        .with(static_cast<std::int64_t>(head.last), store, head.inc)
        .run();
}

void SqliteIntake::note_refused(const std::string& store, const std::string& why, Micros now) {
  db_.prepare("UPDATE stores SET refusal = ?, last_contact_us = ? WHERE store_id = ?")
      .with(why, now, store)
      .run();
}

void SqliteIntake::note_down(const std::string& store, const wire::TopicCursor& c, Micros now) {
  db_.prepare("INSERT INTO down_cursors(store_id, topic, gen, seq, at_us) VALUES(?, ?, ?, ?, ?) "
              "ON CONFLICT(store_id, topic) DO UPDATE SET gen = excluded.gen, seq = excluded.seq, at_us = "
              "excluded.at_us")
      .with(store, c.topic, c.gen, static_cast<std::int64_t>(c.seq), now)
      .run();
}

}  // namespace outpost::hq
