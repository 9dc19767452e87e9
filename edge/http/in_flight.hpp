// Calls with one Idempotency-Key that are under way at the same moment: the second waits for the first.
#pragma once

#include "edge/base/result.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

namespace outpost::http {

class InFlight {
public:
  /// Held while a call runs.
  class Ticket {
  public:
    Ticket(InFlight* owner, std::string key) : owner_(owner), key_(std::move(key)) {}
    Ticket(Ticket&& other) noexcept : owner_(other.owner_), key_(std::move(other.key_)) {
      other.owner_ = nullptr;
    }
    Ticket& operator=(Ticket&&) = delete;
    Ticket(const Ticket&) = delete;
    ~Ticket() {
      if (owner_) owner_->leave(key_);
    }

  private:
    InFlight* owner_;
    std::string key_;
  };

  explicit InFlight(std::chrono::milliseconds wait = std::chrono::seconds(3)) : wait_(wait) {}

  /// Waits while another call with this key runs. Error `request-in-progress` (conflict) after the wait.
  Result<Ticket> enter(const std::string& key);

private:
  void leave(const std::string& key);
  const std::chrono::milliseconds wait_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::set<std::string> running_;  // at most one a worker
};

}  // namespace outpost::http
