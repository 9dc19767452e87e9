#include "edge/links/sync_status.hpp"

#include "edge/base/time_text.hpp"
#include "edge/store/outbox.hpp"

#include <nlohmann/json.hpp>

namespace outpost::links {
namespace {

using nlohmann::json;

json time_or_null(Micros us) { return us ? json(rfc3339(us)) : json(nullptr); }

std::int64_t down_seq(sqlite::Db& db, const char* topic) {
  const auto cursor = store::down_cursor(db, topic);
  return cursor ? cursor->seq : 0;
}

}  // namespace

std::string sync_status(sqlite::Db& db, const std::string& store_id, const LineView& line) {
  const auto head = store::current_head(db);
  const auto cursor = store::sync_cursor(db, head.inc);
  const auto queue = store::outbox_queue(db);
  const json j = {{"store_id", store_id},
                  {"inc", head.inc.text()},
                  {"hq",
                   {{"configured", line.configured},
                    {"state", line.configured ? line.state : "none"},
                    {"since", time_or_null(line.since_us)},
                    {"last_contact", time_or_null(line.last_contact_us)},
                    {"endpoint", line.endpoint},
                    {"error", line.error},
                    {"reason", line.reason}}},
                  {"queue",
                   {{"events", queue.events},
                    {"bytes", queue.bytes},
                    {"oldest_at", time_or_null(queue.oldest_us.value_or(0))}}},
                  {"last_seq", head.next_seq - 1},
                  {"received_seq", cursor ? cursor->received_seq : 0},
                  {"applied_seq", cursor ? cursor->applied_seq : 0},
                  {"down", {{"catalogue", down_seq(db, "catalogue")}, {"prices", down_seq(db, "prices")}}}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace outpost::links
