// The load: tills that sell without pause, each a thread, and remember what they were told.
#pragma once

#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/shop.hpp"

#include <atomic>
#include <thread>

namespace outpost::e2e {

class Tills {
public:
  /// Starts `count` tills at stations till1 ... of a shop whose programs may come and go. They think for
  /// `think` between two sales.
  Tills(const Shop& shop, int count, std::uint64_t seed, milliseconds think, History& history);
  ~Tills();

  /// Lets each finish its sale and gives back all sales of all tills.
  std::vector<Sale> finish();
  std::int64_t acknowledged() const { return acknowledged_; }

private:
  void run(Api api, int till, std::uint64_t seed);

  const milliseconds think_;
  History& history_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> serial_{0}, acknowledged_{0};
  std::vector<std::vector<Sale>> sold_;
  std::vector<std::thread> threads_;
};

}  // namespace outpost::e2e
