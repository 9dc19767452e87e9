// What the sync agent is fed with: the outbox as wire messages, and headquarters' cursors kept.
//
// The outbox is read from the database each time; nothing about a conversation is remembered here.
#pragma once

#include "edge/app/tx.hpp"
#include "edge/contract/sync/local.hpp"

namespace outpost::app {

/// Topics that this store wants from headquarters, in the order in which they are fetched: a price may name a
/// product that came just before it.
const std::vector<std::string>& down_topics();

/// Answer to `open`. Reading.
wire::local::State feed_state(sqlite::Db& db, const std::string& store_id, std::int64_t free_bytes);

/// The newest event of the current incarnation. Reading.
wire::local::Head feed_head(sqlite::Db& db);

/// Events after a cursor. A number that is missing in the outbox goes out as the event `outbox.missing`, one
/// that cannot travel (over 4 MiB, a kind of no or over 64 characters) as `outbox.unsendable`: a hole that is
/// only waited for would stop the store for ever, and headquarters shows both. Reading. Error `unknown-inc`.
Result<wire::local::Rows> feed_rows(sqlite::Db& db, const wire::local::Fetch& fetch);

/// Keeps what headquarters has acknowledged. Cursors only rise within a generation of headquarters; another
/// generation replaces them, also by less. Sends an `order` event for the few orders that moved. Error
/// `fork`: headquarters' event at its cursor is not ours; nothing was kept.
Result<void> keep_ack(Tx& tx, const wire::local::StoreAck& ack);

}  // namespace outpost::app
