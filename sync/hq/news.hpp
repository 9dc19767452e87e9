// What the appliers and the HTTP API tell the thread that talks to stores.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace outpost::hq {

/// Any thread.
class News {
public:
  struct Taken {
    bool for_all = false;  ///< something was published
    std::set<std::string> stores;
  };
  void moved(const std::vector<std::string>& stores) {
    const std::lock_guard lock(mutex_);
    news_.stores.insert(stores.begin(), stores.end());
  }
  void published() {
    const std::lock_guard lock(mutex_);
    news_.for_all = true;
  }
  Taken take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(news_, {});
  }

private:
  std::mutex mutex_;
  Taken news_;
};

}  // namespace outpost::hq
