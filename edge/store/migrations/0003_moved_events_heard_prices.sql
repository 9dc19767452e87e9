-- The last event that an incarnation which is over keeps; NULL while it is written. What headquarters had not confirmed
-- by then went on under the next incarnation.
ALTER TABLE outbox_head ADD COLUMN closed_seq INTEGER CHECK(closed_seq >= 0);

-- Where such an event is now. An order or report names its event by the series and number under which it was made.
CREATE TABLE outbox_moved(
  series     INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  now_series INTEGER NOT NULL,
  now_seq    INTEGER NOT NULL,
  PRIMARY KEY(series, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_moved_now ON outbox_moved(now_series, now_seq);

-- Every event under each name by which an order or report may know it.
CREATE VIEW outbox_named(series, seq, kind, ref) AS
  SELECT h.series, o.seq, o.kind, o.ref FROM outbox_head h JOIN outbox o ON o.inc = h.inc
  UNION ALL
  SELECT m.series, m.seq, o.kind, o.ref FROM outbox_moved m JOIN outbox_head h ON h.series = m.now_series
  JOIN outbox o ON o.inc = h.inc AND o.seq = m.now_seq;

-- Whether the store itself set a product's price (an import), and when the store first heard of a dated price from
-- headquarters: between these two the order of arrival decides, as their clocks are not the same.
ALTER TABLE product ADD COLUMN price_by_store INTEGER NOT NULL DEFAULT 0 CHECK(price_by_store IN (0, 1));
ALTER TABLE price ADD COLUMN heard_us INTEGER NOT NULL DEFAULT 0;
