#include "sync/hq/store_parts.hpp"

#include <fmt/format.h>

namespace outpost::hq {
namespace {

constexpr int schema = 1;

constexpr std::string_view schema_1 = R"sql(
CREATE TABLE hq_meta(
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE stores(
  store_id        TEXT PRIMARY KEY,
  name            TEXT NOT NULL,
  refusal         TEXT NOT NULL,
  program         TEXT NOT NULL,
  created_us      BIGINT NOT NULL,
  last_contact_us BIGINT NOT NULL,
  last_event_us   BIGINT NOT NULL,
  clock_skew_us   BIGINT NOT NULL,
  free_bytes      BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE store_keys(
  store_id   TEXT NOT NULL REFERENCES stores(store_id),
  public_key TEXT NOT NULL,
  revoked    BIGINT NOT NULL,
  added_us   BIGINT NOT NULL,
  PRIMARY KEY(store_id, public_key)
) WITHOUT ROWID;
CREATE INDEX store_keys_key ON store_keys(public_key);

-- How far each incarnation of a store is. received moves with the log, applied with the tables.
CREATE TABLE incarnations(
  store_id         TEXT NOT NULL,
  inc              BLOB NOT NULL,
  first_contact_us BIGINT NOT NULL,
  head_seq         BIGINT NOT NULL,
  received_seq     BIGINT NOT NULL,
  applied_seq      BIGINT NOT NULL,
  quarantined      BIGINT NOT NULL,
  tail             BLOB,
  PRIMARY KEY(store_id, inc)
) WITHOUT ROWID;
CREATE INDEX incarnations_behind ON incarnations(store_id, first_contact_us) WHERE applied_seq < received_seq;

-- The intake log: one row a batch, as it came over the wire.
CREATE TABLE intake(
  store_id    TEXT NOT NULL,
  inc         BLOB NOT NULL,
  first_seq   BIGINT NOT NULL,
  last_seq    BIGINT NOT NULL,
  received_us BIGINT NOT NULL,
  packed      BLOB NOT NULL,
  PRIMARY KEY(store_id, inc, first_seq)
);

CREATE TABLE quarantine(
  store_id TEXT NOT NULL,
  inc      BLOB NOT NULL,
  seq      BIGINT NOT NULL,
  kind     TEXT NOT NULL,
  reason   TEXT NOT NULL,
  raw      BLOB NOT NULL,
  at_us    BIGINT NOT NULL,
  PRIMARY KEY(store_id, inc, seq)
);

CREATE TABLE raw_events(
  store_id TEXT NOT NULL,
  inc      BLOB NOT NULL,
  seq      BIGINT NOT NULL,
  kind     TEXT NOT NULL,
  version  BIGINT NOT NULL,
  at_us    BIGINT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY(store_id, inc, seq)
);

CREATE TABLE orders(
  store_id          TEXT NOT NULL,
  id                BLOB NOT NULL,
  inc               BLOB NOT NULL,
  seq               BIGINT NOT NULL,
  receipt_no        TEXT NOT NULL,
  business_date     TEXT NOT NULL,
  station           TEXT NOT NULL,
  state             TEXT NOT NULL,
  discount_fen      BIGINT NOT NULL,
  total_fen         BIGINT NOT NULL,
  cash_rounding_fen BIGINT NOT NULL,
  paid_fen          BIGINT NOT NULL,
  created_us        BIGINT NOT NULL,
  paid_us           BIGINT NOT NULL,
  received_us       BIGINT NOT NULL,
  body              TEXT NOT NULL,
  PRIMARY KEY(store_id, id)
);
CREATE INDEX orders_time ON orders(received_us, store_id, id);

CREATE TABLE order_lines(
  store_id       TEXT NOT NULL,
  order_id       BLOB NOT NULL,
  line_no        BIGINT NOT NULL,
  sku            TEXT NOT NULL,
  name           TEXT NOT NULL,
  quantity_milli BIGINT NOT NULL,
  unit_price_fen BIGINT NOT NULL,
  discount_fen   BIGINT NOT NULL,
  amount_fen     BIGINT NOT NULL,
  net_fen        BIGINT NOT NULL,
  tax_fen        BIGINT NOT NULL,
  tax_rate_bp    BIGINT NOT NULL,
  PRIMARY KEY(store_id, order_id, line_no)
) WITHOUT ROWID;

CREATE TABLE payments(
  store_id     TEXT NOT NULL,
  id           BLOB NOT NULL,
  order_id     BLOB NOT NULL,
  tender       TEXT NOT NULL,
  state        TEXT NOT NULL,
  provider     TEXT NOT NULL,
  amount_fen   BIGINT NOT NULL,
  tendered_fen BIGINT NOT NULL,
  change_fen   BIGINT NOT NULL,
  PRIMARY KEY(store_id, id)
) WITHOUT ROWID;

CREATE TABLE diagnostics(
  store_id    TEXT NOT NULL,
  id          BLOB NOT NULL,
  inc         BLOB NOT NULL,
  seq         BIGINT NOT NULL,
  vin         TEXT NOT NULL,
  station     TEXT NOT NULL,
  unit        TEXT NOT NULL,
  at_us       BIGINT NOT NULL,
  received_us BIGINT NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY(store_id, id)
);
CREATE INDEX diagnostics_time ON diagnostics(received_us, store_id, id);

-- What stores pull. store_id '' is for all of them. A later item with the same key takes the place of the
-- earlier, so reading from 0 is a snapshot.
CREATE TABLE publication(
  store_id TEXT NOT NULL,
  topic    TEXT NOT NULL,
  seq      BIGINT NOT NULL,
  item_key TEXT NOT NULL,
  kind     TEXT NOT NULL,
  at_us    BIGINT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY(store_id, topic, seq)
);
CREATE UNIQUE INDEX publication_key ON publication(store_id, topic, item_key);

CREATE TABLE publication_head(
  topic TEXT PRIMARY KEY,
  seq   BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE down_cursors(
  store_id TEXT NOT NULL,
  topic    TEXT NOT NULL,
  gen      BLOB NOT NULL,
  seq      BIGINT NOT NULL,
  at_us    BIGINT NOT NULL,
  PRIMARY KEY(store_id, topic)
) WITHOUT ROWID;

CREATE TABLE calls(
  call_key  TEXT PRIMARY KEY,
  body_hash TEXT NOT NULL,
  status    BIGINT NOT NULL,
  body      TEXT NOT NULL,
  at_us     BIGINT NOT NULL
) WITHOUT ROWID;
)sql";

}  // namespace

std::string meta(sqlite::Db& db, std::string_view name) {
  auto st = db.prepare("SELECT value FROM hq_meta WHERE name = ?");
  st.with(name);
  return st.step() ? st.text(0) : std::string();
}

void put_meta(sqlite::Db& db, std::string_view name, std::string_view value) {
  db.prepare("INSERT INTO hq_meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = "
             "excluded.value")
      .with(name, value)
      .run();
}

Result<void> migrate(sqlite::Db& db) {
  const auto version = db.scalar_i64("PRAGMA user_version");
  if (version > schema)
    return fail(Code::unsupported, "hq-newer",
                "hq.db was made by a newer outpost-hq (schema " + std::to_string(version) +
                    "); install that version. The file was not touched.");
  if (version == schema) return {};
  db.exec("BEGIN IMMEDIATE");
  try {
    if (db.scalar_i64("PRAGMA user_version") < 1) {
      db.exec(schema_1);
      db.exec("PRAGMA user_version = 1");
    }
    db.exec("COMMIT");
  } catch (...) {
    if (db.in_transaction()) db.exec("ROLLBACK");
    throw;
  }
  return {};
}

}  // namespace outpost::hq
