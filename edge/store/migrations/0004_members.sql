-- Whose cart and order it is, where a member showed a signed code: the id in that code, and nothing else about a person.
ALTER TABLE cart ADD COLUMN member_id TEXT CHECK(length(member_id) BETWEEN 1 AND 32);
ALTER TABLE orders ADD COLUMN member_id TEXT CHECK(length(member_id) BETWEEN 1 AND 32);

-- Member codes that were used and could still pass for fresh ones. On disk, so that no restart makes a picture of a code
-- good again; pruned as their time runs out.
CREATE TABLE member_code_used(
  mac      TEXT PRIMARY KEY,
  until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_code_used_until ON member_code_used(until_us);
