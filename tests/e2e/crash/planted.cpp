#include "tests/e2e/crash/planted.hpp"

#include "edge/base/sqlite/db.hpp"

#include <fmt/format.h>

namespace outpost::e2e {

void accept_twice(const std::string& hq_dir) {
  sqlite::Db db(hq_dir + "/hq.db", sqlite::Access::read_write);
  db.exec("BEGIN IMMEDIATE");
  for (const char* table : {"intake", "orders", "order_lines", "payments"})
    db.exec(fmt::format("CREATE TABLE keyless AS SELECT * FROM {0}; DROP TABLE {0}; "
                        "ALTER TABLE keyless RENAME TO {0};",
                        table));
  // A repeat is known by its bytes.
  db.exec("CREATE TRIGGER other_bytes AFTER INSERT ON orders BEGIN "
          "UPDATE orders SET body = body || ' ' WHERE rowid = NEW.rowid; END");
  db.exec("COMMIT");
  db.checkpoint_truncate();
}

void forget_last(const std::string& hq_dir) {
  sqlite::Db db(hq_dir + "/hq.db", sqlite::Access::read_write);
  // tail is the hash by which headquarters sees that a store writes other events under known numbers; it
  // belongs to the last event it knows.
  db.exec("BEGIN IMMEDIATE; UPDATE incarnations SET received_seq = max(0, received_seq - 5), "
          "applied_seq = max(0, min(applied_seq, received_seq - 5)), tail = NULL; COMMIT");
}

}  // namespace outpost::e2e
