// Catalogue versions: written unseen, published at once, swept afterwards.
#include "edge/store/catalogue.hpp"

namespace outpost::store {

Result<std::int64_t> begin_staging(sqlite::Db& db) {
  if (db.scalar_i64("SELECT count(*) FROM catalogue WHERE staging IS NOT NULL"))
    return fail(Code::conflict, "catalogue-busy",
                "Another import of products is running: wait until it has ended.");
  db.exec("UPDATE catalogue SET highest=highest+1, staging=highest+1");
  return db.scalar_i64("SELECT staging FROM catalogue");
}

void publish_staging(sqlite::Db& db, std::int64_t version) {
  db.prepare("UPDATE catalogue SET version=staging, staging=NULL WHERE staging=?").with(version).run();
  if (db.changes() != 1)
    throw sqlite::Failure(0, "a catalogue version was published that nobody had claimed");
}

void drop_staging(sqlite::Db& db) { db.exec("UPDATE catalogue SET staging=NULL WHERE staging IS NOT NULL"); }

bool has_dropped_rows(sqlite::Db& db) {
  return db.scalar_i64(
             "SELECT EXISTS(SELECT 1 FROM product p, catalogue c WHERE p.version>c.version AND "
             "p.version IS NOT c.staging) OR EXISTS(SELECT 1 FROM product_code p, catalogue c WHERE "
             "p.version>c.version AND p.version IS NOT c.staging)") != 0;
}

void sweep_catalogue(sqlite::Db& db, CatalogueSweep& sweep, std::int64_t rows) {
  const std::string table = sweep.codes ? "product_code" : "product", key = sweep.codes ? "code" : "sku";
  auto bound = db.prepare("SELECT " + key + " FROM " + table + " WHERE " + key + ">? ORDER BY " + key +
                          " LIMIT 1 OFFSET ?");
  bound.with(sweep.after, rows);
  const bool last = !bound.step();
  const std::optional<std::string> upto = last ? std::nullopt : std::optional(bound.text(0));
  db.prepare(
        "DELETE FROM " + table + " AS p WHERE p." + key + ">?1 AND (?2 IS NULL OR p." + key +
        "<=?2) AND ((p.version>(SELECT version FROM catalogue) AND p.version IS NOT (SELECT staging FROM "
        "catalogue)) OR EXISTS(SELECT 1 FROM " +
        table + " n WHERE n." + key + "=p." + key +
        " AND n.version>p.version AND n.version<=(SELECT version FROM catalogue)))")
      .with(sweep.after, upto)
      .run();
  if (last) {
    sweep.done = sweep.codes;
    sweep.codes = true;
    sweep.after.clear();
  } else {
    sweep.after = *upto;
  }
}

}  // namespace outpost::store
