-- The sale. One row of a sale is written once and read seldom, so there are few indexes: ids rise with time
-- (UUIDv7), and lists go by them.

CREATE TABLE meta(
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the store sends to headquarters ---------------------------------------------------------------------------

-- One row an incarnation. The current one counts events, receipts and business dates in the same place, as every
-- sale moves all three.
CREATE TABLE outbox_head(
  inc                BLOB PRIMARY KEY CHECK(length(inc) = 16),
  series             INTEGER NOT NULL UNIQUE CHECK(series >= 1),
  next_seq           INTEGER NOT NULL DEFAULT 1 CHECK(next_seq >= 1),
  next_receipt       INTEGER NOT NULL DEFAULT 1 CHECK(next_receipt >= 1),
  last_business_date INTEGER NOT NULL DEFAULT 0,
  created_us         INTEGER NOT NULL,
  is_current         INTEGER NOT NULL CHECK(is_current IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outbox_head_current ON outbox_head(is_current) WHERE is_current = 1;

-- With a rowid, as events are larger than a quarter of a page.
CREATE TABLE outbox(
  inc     BLOB NOT NULL REFERENCES outbox_head(inc),
  seq     INTEGER NOT NULL CHECK(seq >= 1),
  kind    TEXT NOT NULL,
  version INTEGER NOT NULL,
  at_us   INTEGER NOT NULL,
  ref     BLOB NOT NULL,
  body    TEXT NOT NULL,
  UNIQUE(inc, seq)
) STRICT;

CREATE TABLE sync_cursor(
  inc          BLOB PRIMARY KEY REFERENCES outbox_head(inc),
  received_seq INTEGER NOT NULL,
  applied_seq  INTEGER NOT NULL,
  durable_seq  INTEGER NOT NULL,
  hq_gen       BLOB NOT NULL,
  changed_us   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE down_cursor(
  topic      TEXT PRIMARY KEY,
  hq_gen     BLOB NOT NULL,
  seq        INTEGER NOT NULL,
  changed_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Catalogue, by version ------------------------------------------------------------------------------------------

CREATE TABLE catalogue(
  one     INTEGER PRIMARY KEY CHECK(one = 1),
  version INTEGER NOT NULL,
  staging INTEGER CHECK(staging > version),
  highest INTEGER NOT NULL CHECK(highest >= version)
) STRICT;
INSERT INTO catalogue(one, version, staging, highest) VALUES(1, 1, NULL, 1);

CREATE TABLE product(
  sku          TEXT NOT NULL CHECK(length(sku) BETWEEN 1 AND 64),
  version      INTEGER NOT NULL,
  on_sale      INTEGER NOT NULL CHECK(on_sale IN (0, 1)),
  name         TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  price_fen    INTEGER NOT NULL CHECK(price_fen BETWEEN 0 AND 1000000000000),
  price_set_us INTEGER NOT NULL,
  unit         TEXT NOT NULL CHECK(unit IN ('piece', 'kg')),
  tax_rate_bp  INTEGER NOT NULL CHECK(tax_rate_bp BETWEEN 0 AND 10000),
  tax_code     TEXT NOT NULL,
  tax_kind     TEXT NOT NULL CHECK(tax_kind IN ('taxed', 'zero', 'exempt')),
  category     TEXT NOT NULL,
  PRIMARY KEY(sku, version)
) STRICT, WITHOUT ROWID;

-- sku NULL: from this version on the code belongs to nothing.
CREATE TABLE product_code(
  code    TEXT NOT NULL CHECK(length(code) BETWEEN 1 AND 64),
  version INTEGER NOT NULL,
  sku     TEXT,
  PRIMARY KEY(code, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX product_code_sku ON product_code(sku);

CREATE TABLE price(
  sku           TEXT NOT NULL,
  valid_from_us INTEGER NOT NULL,
  price_fen     INTEGER NOT NULL CHECK(price_fen BETWEEN 0 AND 1000000000000),
  PRIMARY KEY(sku, valid_from_us)
) STRICT, WITHOUT ROWID;

-- Cart to receipt ------------------------------------------------------------------------------------------------
--
-- n is where a row lies, never what it is called: rows of one cart or order lie together (n of the parent shifted by
-- 20 bits), and new rows at the end. That keeps a sale to few pages without an index for each table.

CREATE TABLE cart(
  n         INTEGER PRIMARY KEY,
  id        BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
  station   TEXT NOT NULL,
  state     TEXT NOT NULL CHECK(state IN ('open', 'quoted', 'ordered', 'abandoned')),
  version   INTEGER NOT NULL CHECK(version >= 1),
  opened_us INTEGER NOT NULL,
  order_id  BLOB CHECK((order_id IS NOT NULL) = (state = 'ordered'))
) STRICT;
CREATE UNIQUE INDEX cart_open ON cart(station) WHERE state IN ('open', 'quoted');

CREATE TABLE cart_line(
  n              INTEGER PRIMARY KEY,
  cart_id        BLOB NOT NULL REFERENCES cart(id),
  id             BLOB NOT NULL CHECK(length(id) = 16),
  sku            TEXT NOT NULL,
  name           TEXT NOT NULL,
  name_en        TEXT NOT NULL,
  code           TEXT NOT NULL,
  quantity_milli INTEGER NOT NULL CHECK(quantity_milli BETWEEN 1 AND 1000000000),
  unit           TEXT NOT NULL CHECK(unit IN ('piece', 'kg')),
  unit_price_fen INTEGER NOT NULL CHECK(unit_price_fen BETWEEN 0 AND 1000000000000),
  discount_fen   INTEGER NOT NULL CHECK(discount_fen >= 0),
  amount_fen     INTEGER NOT NULL CHECK(amount_fen BETWEEN 0 AND 1000000000000),
  tax_rate_bp    INTEGER NOT NULL CHECK(tax_rate_bp BETWEEN 0 AND 10000),
  tax_code       TEXT NOT NULL,
  tax_kind       TEXT NOT NULL CHECK(tax_kind IN ('taxed', 'zero', 'exempt'))
) STRICT;

CREATE TABLE quote(
  id           BLOB PRIMARY KEY CHECK(length(id) = 16),
  cart_id      BLOB NOT NULL REFERENCES cart(id),
  cart_version INTEGER NOT NULL,
  expires_us   INTEGER NOT NULL,
  discount_fen INTEGER NOT NULL CHECK(discount_fen >= 0),
  total_fen    INTEGER NOT NULL CHECK(total_fen BETWEEN 0 AND 1000000000000),
  book_version INTEGER NOT NULL,
  digest       BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders(
  n                 INTEGER PRIMARY KEY,
  id                BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
  cart_id           BLOB NOT NULL,
  quote_id          BLOB NOT NULL,
  call_digest       BLOB UNIQUE,  -- of the idempotency key, for ever
  station           TEXT NOT NULL,
  person            TEXT NOT NULL,
  state             TEXT NOT NULL
    CHECK(state IN ('awaiting_payment', 'payment_unknown', 'paid', 'cancelled', 'refunded')),
  discount_fen      INTEGER NOT NULL CHECK(discount_fen >= 0),
  total_fen         INTEGER NOT NULL CHECK(total_fen BETWEEN 0 AND 1000000000000),
  cash_rounding_fen INTEGER NOT NULL DEFAULT 0,
  paid_fen          INTEGER NOT NULL DEFAULT 0 CHECK(paid_fen >= 0),
  pickup_code       TEXT NOT NULL,
  created_us        INTEGER NOT NULL,
  paid_us           INTEGER,
  business_date     INTEGER,
  series            INTEGER,
  receipt_number    INTEGER,
  event_seq         INTEGER,
  CHECK(state NOT IN ('paid', 'refunded') OR
        (paid_us IS NOT NULL AND business_date IS NOT NULL AND series IS NOT NULL AND receipt_number IS NOT NULL
         AND event_seq IS NOT NULL AND total_fen = paid_fen + cash_rounding_fen))
) STRICT;
CREATE INDEX orders_open ON orders(station, created_us, pickup_code)
  WHERE state IN ('awaiting_payment', 'payment_unknown');

CREATE TABLE order_line(
  n              INTEGER PRIMARY KEY,
  order_id       BLOB NOT NULL REFERENCES orders(id),
  id             BLOB NOT NULL CHECK(length(id) = 16),
  sku            TEXT NOT NULL,
  name           TEXT NOT NULL,
  name_en        TEXT NOT NULL,
  code           TEXT NOT NULL,
  quantity_milli INTEGER NOT NULL CHECK(quantity_milli BETWEEN 1 AND 1000000000),
  unit           TEXT NOT NULL CHECK(unit IN ('piece', 'kg')),
  unit_price_fen INTEGER NOT NULL CHECK(unit_price_fen >= 0),
  discount_fen   INTEGER NOT NULL CHECK(discount_fen >= 0),
  amount_fen     INTEGER NOT NULL CHECK(amount_fen >= 0),
  net_fen        INTEGER NOT NULL CHECK(net_fen >= 0),
  tax_fen        INTEGER NOT NULL CHECK(tax_fen >= 0 AND net_fen + tax_fen = amount_fen),
  tax_rate_bp    INTEGER NOT NULL CHECK(tax_rate_bp BETWEEN 0 AND 10000),
  tax_code       TEXT NOT NULL,
  tax_kind       TEXT NOT NULL CHECK(tax_kind IN ('taxed', 'zero', 'exempt'))
) STRICT;

CREATE TABLE payment(
  n              INTEGER PRIMARY KEY,
  order_id       BLOB NOT NULL REFERENCES orders(id),
  id             BLOB NOT NULL CHECK(length(id) = 16),
  call_digest    BLOB UNIQUE,
  tender         TEXT NOT NULL CHECK(tender IN ('cash', 'code')),
  state          TEXT NOT NULL CHECK(state IN ('pending', 'approved', 'declined', 'unknown', 'reversed')),
  amount_fen     INTEGER NOT NULL CHECK(amount_fen >= 0),
  tendered_fen   INTEGER NOT NULL CHECK(tendered_fen >= 0),
  change_fen     INTEGER NOT NULL CHECK(change_fen >= 0 AND tendered_fen - change_fen = amount_fen),
  rounding_fen   INTEGER NOT NULL,
  provider       TEXT NOT NULL,
  provider_trade TEXT NOT NULL,
  reason         TEXT NOT NULL,
  phase          TEXT NOT NULL,
  station        TEXT NOT NULL,
  person         TEXT NOT NULL,
  created_us     INTEGER NOT NULL,
  decided_us     INTEGER
) STRICT;
CREATE UNIQUE INDEX payment_code ON payment(id) WHERE tender = 'code';
CREATE INDEX payment_unsettled ON payment(created_us) WHERE phase <> 'final';

-- The receipt series: no gap within a series. Rises with the business date, so a day is a run of it.
CREATE TABLE receipt(
  n             INTEGER PRIMARY KEY CHECK(n = (series << 40) + number),
  series        INTEGER NOT NULL,
  number        INTEGER NOT NULL CHECK(number BETWEEN 1 AND 1099511627775),
  order_id      BLOB NOT NULL REFERENCES orders(id),
  business_date INTEGER NOT NULL,
  paid_us       INTEGER NOT NULL
) STRICT;

-- Ledgers: only ever appended to ---------------------------------------------------------------------------------

CREATE TABLE pay_l(
  n          INTEGER PRIMARY KEY,
  order_id   BLOB NOT NULL,
  payment_id BLOB NOT NULL,
  kind       TEXT NOT NULL CHECK(kind IN ('cash', 'code', 'rounding')),
  amount_fen INTEGER NOT NULL,
  at_us      INTEGER NOT NULL
) STRICT;

CREATE TABLE cash_l(
  n          INTEGER PRIMARY KEY,
  station    TEXT NOT NULL,
  payment_id BLOB NOT NULL,
  delta_fen  INTEGER NOT NULL,
  at_us      INTEGER NOT NULL
) STRICT;

CREATE TABLE stock_l(
  n           INTEGER PRIMARY KEY,
  sku         TEXT NOT NULL,
  delta_milli INTEGER NOT NULL,
  reason      TEXT NOT NULL CHECK(reason IN ('sale')),
  order_id    BLOB NOT NULL,
  line_id     BLOB NOT NULL,
  at_us       INTEGER NOT NULL
) STRICT;

CREATE TRIGGER pay_l_kept BEFORE UPDATE ON pay_l BEGIN SELECT RAISE(ABORT, 'pay_l is append-only'); END;
CREATE TRIGGER pay_l_stays BEFORE DELETE ON pay_l BEGIN SELECT RAISE(ABORT, 'pay_l is append-only'); END;
CREATE TRIGGER cash_l_kept BEFORE UPDATE ON cash_l BEGIN SELECT RAISE(ABORT, 'cash_l is append-only'); END;
CREATE TRIGGER cash_l_stays BEFORE DELETE ON cash_l BEGIN SELECT RAISE(ABORT, 'cash_l is append-only'); END;
CREATE TRIGGER stock_l_kept BEFORE UPDATE ON stock_l BEGIN SELECT RAISE(ABORT, 'stock_l is append-only'); END;
CREATE TRIGGER stock_l_stays BEFORE DELETE ON stock_l BEGIN SELECT RAISE(ABORT, 'stock_l is append-only'); END;
CREATE TRIGGER receipt_kept BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;

-- Calls, terminals, devices --------------------------------------------------------------------------------------

-- With a rowid that rises with time, so that old keys go from the front.
CREATE TABLE call_key(
  n          INTEGER PRIMARY KEY,
  digest     BLOB NOT NULL UNIQUE CHECK(length(digest) = 16),
  call       TEXT NOT NULL,
  body_hash  BLOB NOT NULL,
  status     INTEGER NOT NULL,
  body       TEXT NOT NULL,
  created_us INTEGER NOT NULL
) STRICT;

CREATE TABLE terminal(
  id         BLOB PRIMARY KEY CHECK(length(id) = 16),
  role       TEXT NOT NULL CHECK(role IN ('kiosk', 'cashier', 'technician', 'manager', 'owner', 'device')),
  station    TEXT NOT NULL,
  label      TEXT NOT NULL,
  person     TEXT NOT NULL,
  token_hash BLOB UNIQUE,
  created_us INTEGER NOT NULL,
  expires_us INTEGER,
  revoked_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment(
  code_hash   BLOB PRIMARY KEY,
  terminal_id BLOB NOT NULL REFERENCES terminal(id),
  expires_us  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wrong tries of passwords and codes; a restart forgives nothing.
CREATE TABLE wrong_tries(
  subject   TEXT PRIMARY KEY,
  wrong     INTEGER NOT NULL,
  since_us  INTEGER NOT NULL,
  until_us  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE scan_seen(
  unit TEXT PRIMARY KEY,
  boot BLOB NOT NULL,
  seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_kept(
  unit       TEXT PRIMARY KEY,
  kept       TEXT NOT NULL,
  changed_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device_command(
  id         BLOB PRIMARY KEY CHECK(length(id) = 16),
  unit       TEXT NOT NULL,
  command    TEXT NOT NULL,
  body       TEXT NOT NULL,
  state      TEXT NOT NULL CHECK(state IN ('queued', 'sent', 'done', 'failed', 'unknown')),
  reason     TEXT NOT NULL,
  person     TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  sent_us    INTEGER,
  ended_us   INTEGER
) STRICT;
CREATE INDEX device_command_open ON device_command(unit, created_us) WHERE state IN ('queued', 'sent');

CREATE TABLE report(
  id        BLOB PRIMARY KEY CHECK(length(id) = 16),
  unit      TEXT NOT NULL,
  station   TEXT NOT NULL,
  vin       TEXT NOT NULL,
  at_us     INTEGER NOT NULL,
  series    INTEGER NOT NULL,
  event_seq INTEGER NOT NULL,
  body      TEXT NOT NULL
) STRICT;
CREATE INDEX report_unit ON report(unit, at_us);

CREATE TABLE alarm(
  id         BLOB PRIMARY KEY CHECK(length(id) = 16),
  name       TEXT NOT NULL,
  subject    TEXT NOT NULL,
  text       TEXT NOT NULL,
  raised_us  INTEGER NOT NULL,
  cleared_us INTEGER
) STRICT;
CREATE UNIQUE INDEX alarm_open ON alarm(name, subject) WHERE cleared_us IS NULL;

CREATE TABLE evidence(
  n      INTEGER PRIMARY KEY,
  at_us  INTEGER NOT NULL,
  name   TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
