-- A report of a car that is being made: what was read so far, so that a crash on either side of the device channel costs
-- no step. The row goes in the transaction that stores the report.
CREATE TABLE bay_session(
  report     BLOB PRIMARY KEY CHECK(length(report) = 16),  -- the id that the report will have
  unit       TEXT NOT NULL,
  station    TEXT NOT NULL,
  person     TEXT NOT NULL,
  vin        TEXT NOT NULL,                                -- as the bay showed it meanwhile
  boot       BLOB NOT NULL CHECK(length(boot) = 16),       -- the device process that was told to make it
  waiting    INTEGER NOT NULL CHECK(waiting IN (0, 1)),    -- that process may be at it
  started_us INTEGER NOT NULL,
  heard_us   INTEGER NOT NULL,
  asked_us   INTEGER NOT NULL,
  steps      INTEGER NOT NULL CHECK(steps >= 0),
  bytes      INTEGER NOT NULL CHECK(bytes >= 0)
) STRICT, WITHOUT ROWID;

-- With a rowid, as a step may be larger than a page.
CREATE TABLE bay_step(
  report BLOB NOT NULL REFERENCES bay_session(report),
  n      INTEGER NOT NULL CHECK(n >= 0),
  body   TEXT NOT NULL,
  UNIQUE(report, n)
) STRICT;

-- Who had the codes of which car cleared, after which report. One row a command; its result is empty until it has ended.
CREATE TABLE bay_clear(
  id          BLOB PRIMARY KEY CHECK(length(id) = 16),
  report      BLOB NOT NULL REFERENCES report(id),
  unit        TEXT NOT NULL,
  station     TEXT NOT NULL,
  vin         TEXT NOT NULL CHECK(vin <> ''),
  role        TEXT NOT NULL,
  person      TEXT NOT NULL CHECK(person <> ''),
  person_name TEXT NOT NULL CHECK(person_name <> ''),
  asked_us    INTEGER NOT NULL,
  result      TEXT NOT NULL CHECK(result IN ('', 'done', 'failed', 'unknown')),
  reason      TEXT NOT NULL,
  codes_left  TEXT NOT NULL,
  ended_us    INTEGER,
  series      INTEGER,
  event_seq   INTEGER,
  CHECK((result = '') = (event_seq IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX bay_clear_report ON bay_clear(report);
CREATE INDEX bay_clear_vin ON bay_clear(vin, asked_us);
