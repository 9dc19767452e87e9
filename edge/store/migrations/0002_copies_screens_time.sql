-- What a command is about: the order whose receipt it prints. The second one says that it is a copy.
ALTER TABLE device_command ADD COLUMN about BLOB;
CREATE INDEX device_command_about ON device_command(about) WHERE about IS NOT NULL;

-- What a station shows for payment where that is not simply the order made there last: a till took over a kiosk's order
-- (shown), or the customer left to pay elsewhere (not shown). A payment code seen by the station's scanner pays what is
-- shown, and nothing else.
CREATE TABLE station_screen(
  station  TEXT PRIMARY KEY,
  order_id BLOB NOT NULL CHECK(length(order_id) = 16),
  shown    INTEGER NOT NULL CHECK(shown IN (0, 1)),
  at_us    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The latest time at which anything was committed that headquarters hears of: a clock that is set back must not bring
-- back yesterday's prices, also not after a restart.
ALTER TABLE outbox_head ADD COLUMN latest_us INTEGER NOT NULL DEFAULT 0;
UPDATE outbox_head SET latest_us = coalesce((SELECT max(at_us) FROM outbox WHERE outbox.inc = outbox_head.inc), 0);
