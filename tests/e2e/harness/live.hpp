// A reader of server-sent events that can be waited on.
#pragma once

#include "tests/e2e/harness/api.hpp"
#include "tests/e2e/harness/process.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace outpost::e2e {

struct LiveEvent {
  std::string id, event;
  json data;
};

/// Reads GET /api/v1/events on a thread of its own until it is destroyed or the stream ends.
class Live {
public:
  /// Throws std::runtime_error when the stream does not open.
  Live(const Api& api, const std::string& topics, const std::string& last_id = "");
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  /// The first event, from the beginning of the stream on, that fits and was not handed out before.
  std::optional<LiveEvent> next(const std::function<bool(const LiveEvent&)>& fits, milliseconds patience);
  /// How many of all events so far fit.
  std::size_t count(const std::function<bool(const LiveEvent&)>& fits) const;
  bool ended() const;

private:
  void read(int fd);
  void take_line(std::string line);
  int fd_ = -1;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::deque<LiveEvent> events_;
  std::size_t handed_out_ = 0;
  LiveEvent growing_;
  std::string data_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace outpost::e2e
