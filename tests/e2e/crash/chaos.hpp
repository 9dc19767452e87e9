// The killing: one of the three programs, or two of them, at a random moment, and up again.
#pragma once

#include "tests/e2e/harness/checker.hpp"
#include "tests/e2e/harness/shop.hpp"

#include <random>

namespace outpost::e2e {

struct Kills {
  std::map<std::string, int> of;  ///< by program
  int total = 0;
  int while_starting = 0;  ///< of them before the program had said that it is ready
};

class Chaos {
public:
  /// `while_hq_is_dead`: called then, to plant a fault in its database; may be empty.
  Chaos(Shop& shop, std::uint64_t seed, std::function<void()> while_hq_is_dead)
      : shop_(shop), random_(seed), while_hq_is_dead_(std::move(while_hq_is_dead)) {}

  /// One kill (or two at once) and the start after it. Main thread.
  void strike();
  const Kills& kills() const { return kills_; }
  /// Programs that ended without being killed.
  const std::vector<Finding>& findings() const { return findings_; }

private:
  int any(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }
  std::vector<std::string> victims();
  void kill(const std::string& name);

  Shop& shop_;
  std::mt19937_64 random_;
  std::function<void()> while_hq_is_dead_;
  Kills kills_;
  std::vector<Finding> findings_;
};

}  // namespace outpost::e2e
