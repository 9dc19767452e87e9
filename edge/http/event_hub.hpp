// Live events to screens. One thread feeds all streams (server-sent events) on sockets that were taken out of
// the web server: twenty open screens must not hold twenty workers.
#pragma once

#include "edge/base/id.hpp"
#include "edge/base/result.hpp"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace outpost::http {

struct HubOptions {
  std::size_t most_streams = 128;
  std::size_t most_of_terminal = 8;  ///< a browser keeps 6 connections at most; over it the oldest is closed
  std::size_t ring = 1'024;          ///< events kept for those who come back
  std::size_t queue_bytes = 64 << 10;  ///< what a slow reader may fall behind; over it the stream is closed
  int ping_ms = 15'000;                ///< a comment line, so that dead connections are noticed
};

struct HubStats {
  std::size_t streams = 0;
  std::uint64_t events = 0, gauges = 0, slow_closed = 0, resets = 0, refused = 0;
};

/// Who listens, and to what.
struct StreamWish {
  std::string station = {};           ///< only events of this station and of all; "" hears every station
  std::set<std::string> topics = {};  ///< empty: all
  Id terminal = {};                   ///< whose stream it is, so that a revoked terminal goes silent
  std::string last_event_id = {};     ///< "" for a new stream
};

class EventHub {
public:
  /// `boot` is the first part of every event id: an id of another run means "fetch everything anew".
  EventHub(std::string boot, HubOptions options = {});
  ~EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  void start();
  void stop();

  /// An event for all who listen to its topic and station; kept in the ring. Any thread; never blocks.
  void publish(std::string topic, std::string station, std::string json);
  /// A value of which only the newest matters (`key` names it): no id, not kept, never queued twice. Any
  /// thread.
  void gauge(std::string key, std::string topic, std::string station, std::string json);
  /// Takes a connected socket over and answers on it. Error `too-many-streams`; then the socket is still the
  /// caller's. Over the bound of its terminal that one's oldest stream is closed: a page that was loaded
  /// again finds its place, and no terminal takes the places of the others. Any thread.
  Result<void> adopt(int fd, StreamWish wish);
  /// Error `too-many-streams` when no stream has room.
  Result<void> check_room() const;
  /// Closes the streams of a terminal. Any thread.
  void drop_terminal(const Id& terminal);
  HubStats stats() const;

  static const std::set<std::string>& topics();

private:
  struct Event {
    std::uint64_t n;
    std::string topic, station;
    std::shared_ptr<const std::string> bytes;
  };
  struct Gauge {
    std::string key, topic, station;
    std::shared_ptr<const std::string> bytes;
  };
  struct Stream;

  void run();
  void take_news();
  void greet(Stream& stream);
  void make_room(const Id& terminal);
  void offer(Stream& stream, const Event& event);
  void refill(Stream& stream);
  void flush(Stream& stream);
  void read_end(Stream& stream);
  void ping();
  void bury();
  void watch_writable(Stream& stream, bool on);
  std::string id_text(std::uint64_t n) const;
  void wake();

  const std::string boot_;
  const HubOptions options_;
  int epoll_fd_ = -1, wake_fd_ = -1;
  std::map<int, std::unique_ptr<Stream>> streams_;  // hub thread only
  std::deque<Event> ring_;                          // hub thread only
  std::uint64_t last_n_ = 0;                        // hub thread only
  std::uint64_t last_turn_ = 0;                     // hub thread only

  mutable std::mutex mutex_;
  std::vector<Event> news_;
  std::uint64_t lost_ = 0;  // events over the bound of news_
  std::map<std::string, Gauge> new_gauges_;
  std::vector<std::pair<int, StreamWish>> newcomers_;
  std::vector<Id> dropped_;
  std::size_t open_ = 0;  // streams and newcomers
  HubStats stats_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace outpost::http
