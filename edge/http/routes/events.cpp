#include "edge/http/problem.hpp"
#include "edge/http/routes/handlers.hpp"

#include <unistd.h>

namespace outpost::http {
namespace {

/// What a kiosk has a use for; alarms, bays and shelves are the staff's.
const std::set<std::string> kiosk_topics = {"cart", "order", "scan", "device", "sync"};

Result<std::set<std::string>> topics_of(const Call& call) {
  const bool kiosk = call.actor.role == app::Role::kiosk;
  std::set<std::string> out;
  std::string_view text = call.request.query_value("topics");
  while (!text.empty()) {
    const auto end = text.find(',');
    const std::string topic(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (!EventHub::topics().contains(topic))
      return fail(Code::invalid, "bad-topic", "There is no topic \"" + topic + "\".");
    if (kiosk && !kiosk_topics.contains(topic))
      return fail(Code::denied, "topic-not-allowed", "A kiosk may not listen to \"" + topic + "\".");
    out.insert(topic);
  }
  if (out.empty() && kiosk) return kiosk_topics;
  return out;
}

}  // namespace

Answer events(Api& api, Call& call) {
  StreamWish wish;
  OUTPOST_TRY(wish.topics, topics_of(call));
  if (call.actor.role == app::Role::kiosk) wish.station = call.actor.station;
  wish.terminal = call.actor.terminal;
  wish.last_event_id = call.request.header("last-event-id").substr(0, 80);
  OUTPOST_CHECK(api.hub.check_room());
  const int fd = call.exchange.detach();
  if (!api.hub.adopt(fd, std::move(wish)).ok())
    close(fd);  // the last place went to another; the browser asks again
  return std::optional<Reply>();
}

}  // namespace outpost::http
