// Replies that carry a token, remembered for a short time and in memory only: a browser whose answer was lost
// asks again with the same key and must not find its code used up; the database holds no token.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/http/request.hpp"

#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace outpost::http {

class TokenReplies {
public:
  static constexpr std::size_t most = 64;
  static constexpr Micros life_us = 120 * us_per_s;

  /// The reply that the same call (key, method, path and body) got. Any thread.
  std::optional<Reply> find(const std::string& call, Micros boot_us);
  void keep(std::string call, const Reply& reply, Micros boot_us);

private:
  struct Row {
    std::string call;
    Reply reply;
    Micros until_us;
  };
  std::mutex mutex_;
  std::deque<Row> rows_;
};

}  // namespace outpost::http
