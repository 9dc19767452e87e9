#include "edge/http/in_flight.hpp"

namespace outpost::http {

Result<InFlight::Ticket> InFlight::enter(const std::string& key) {
  std::unique_lock lock(mutex_);
  if (!left_.wait_for(lock, wait_, [&] { return !running_.contains(key); }))
    return fail(Code::conflict, "request-in-progress",
                "The same call is still under way; ask again in a moment with the same key.");
  running_.insert(key);
  return Ticket(this, key);
}

void InFlight::leave(const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    running_.erase(key);
  }
  left_.notify_all();
}

}  // namespace outpost::http
