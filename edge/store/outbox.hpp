// Events for headquarters, and how far they and the changes from there have come.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/data/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::store {

struct OutboxHead {
  Id inc;
  std::int64_t series = 0;    ///< counts incarnations of this store from 1; the receipt series
  std::int64_t next_seq = 1;  ///< the seq the next event will get
  Micros created_us = 0;
  bool is_current = false;
  std::optional<std::int64_t> closed_seq;  ///< of one that is over: the last event it keeps

  /// The last event that is sent under this incarnation; 0: none.
  std::int64_t last() const { return closed_seq.value_or(next_seq - 1); }
};

struct OutboxRow {
  Id inc;
  std::int64_t seq = 0;
  std::string kind;
  int version = 1;
  Micros at_us = 0;
  std::string body;  ///< a JSON object
  Id ref;            ///< the thing the event is about: order, report
};

struct SyncCursor {
  Id inc;
  std::int64_t received_seq = 0, applied_seq = 0, durable_seq = 0;
  Bytes hq_gen;
};

struct DownCursor {
  std::string topic;
  Bytes hq_gen;
  std::int64_t seq = 0;
};

/// Of the current incarnation; a store always has one.
OutboxHead current_head(sqlite::Db& db);
/// All incarnations, oldest first.
std::vector<OutboxHead> all_heads(sqlite::Db& db);

/// One row; whoever calls it moves the head's next_seq in the same transaction.
void insert_outbox(sqlite::Db& db, const Id& inc, std::int64_t seq, std::string_view kind, int version,
                   Micros at_us, std::string_view body, const Id& ref);
/// Appends under the current incarnation; the seq it got.
std::int64_t append_outbox(sqlite::Db& db, const OutboxHead& head, std::string_view kind, int version,
                           Micros at_us, std::string_view body, const Id& ref);
/// Rows of `inc` from `from_seq` on, at most `limit` rows and about `most_bytes` of bodies (at least one
/// row).
std::vector<OutboxRow> read_outbox(sqlite::Db& db, const Id& inc, std::int64_t from_seq, std::size_t limit,
                                   std::size_t most_bytes);
/// The ids that events of `inc` in [from_seq, to_seq] with this kind are about.
std::vector<Id> outbox_refs(sqlite::Db& db, const Id& inc, std::string_view kind, std::int64_t from_seq,
                            std::int64_t to_seq);

struct OutboxQueue {
  std::int64_t events = 0, bytes = 0;
  std::optional<Micros> oldest_us;
};
/// What headquarters has not received yet, over all incarnations.
OutboxQueue outbox_queue(sqlite::Db& db);

std::optional<SyncCursor> sync_cursor(sqlite::Db& db, const Id& inc);
void put_sync_cursor(sqlite::Db& db, const SyncCursor& cursor, Micros now_us);
std::optional<DownCursor> down_cursor(sqlite::Db& db, std::string_view topic);
void put_down_cursor(sqlite::Db& db, const DownCursor& cursor, Micros now_us);

/// Moves what headquarters has not confirmed, of every incarnation, to the current one, in order. For the
/// beginning of an incarnation only: an event's name stands from then on.
void move_unconfirmed(sqlite::Db& db);

/// How far the event that was `seq` of the incarnation with receipt series `series` when it was made has
/// come.
data::SyncState sync_state(sqlite::Db& db, std::int64_t series, std::int64_t seq);

/// The time by which dated prices are chosen: `now_us`, but never before the last event that was committed.
Micros price_us(sqlite::Db& db, Micros now_us);

}  // namespace outpost::store
