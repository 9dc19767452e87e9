// One listener of the event hub. Used by the hub's thread only.
#pragma once

#include "edge/http/event_hub.hpp"

#include <chrono>

namespace outpost::http {

struct EventHub::Stream {
  int fd;
  StreamWish wish;
  std::uint64_t turn = 0;  // they came in this order
  std::string out;         // bytes that the socket did not take yet
  std::uint64_t seen = 0;  // every event up to this one was considered
  bool live = true;        // false: being fed from the ring
  bool wants_write = false, dead = false;
  std::map<std::string, std::shared_ptr<const std::string>> gauges;  // newest of each, waiting for room
  std::chrono::steady_clock::time_point last_sent = std::chrono::steady_clock::now();

  bool hears(const std::string& topic, const std::string& station) const {
    return (wish.topics.empty() || wish.topics.contains(topic)) &&
           (wish.station.empty() || station.empty() || station == wish.station);
  }
};

}  // namespace outpost::http
