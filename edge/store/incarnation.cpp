// Which life of the store this is. A database that was restored or put back from an old disk image must not
// go on counting where its copy went on already.
#include "edge/base/paths.hpp"
#include "edge/store/meta.hpp"
#include "edge/store/open.hpp"
#include "edge/store/outbox.hpp"

namespace outpost::store {

Id begin_incarnation(sqlite::Db& db, IdSource& ids, Micros now_us) {
  const Id inc = ids.next();
  const auto series = db.scalar_i64("SELECT coalesce(max(series),0)+1 FROM outbox_head");
  // The business date goes on: a day that was counted stays counted.
  const auto date = db.scalar_i64("SELECT coalesce(max(last_business_date),0) FROM outbox_head");
  db.exec("UPDATE outbox_head SET is_current=0 WHERE is_current=1");
  db.prepare("INSERT INTO outbox_head(inc,series,last_business_date,created_us,is_current) VALUES(?,?,?,?,1)")
      .with(inc, series, date, now_us)
      .run();
  // Under their old numbers headquarters may have other events by now.
  move_unconfirmed(db);
  return inc;
}

}  // namespace outpost::store
