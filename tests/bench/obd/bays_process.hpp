// Several simulated bays in a process of its own, as outpost-device runs them; it prints one line.
#pragma once

#include <string>

namespace outpost::bench {

/// What a process of bays is to do, and its name among this program's arguments.
inline constexpr const char* bays_word = "bays-process";

struct BaysOrder {
  int bays = 16;
  double seconds = 20;
  bool paced = false;    ///< each bay about ten values a second; else as many as its line carries
  std::string trouble;   ///< script of the last bay, "" = it is well like the others
  std::string endpoint;  ///< of edge
};

/// In the process itself. Arguments behind bays_word: count, seconds, paced (0 or 1), endpoint, trouble.
int run_bays(const BaysOrder& order);

}  // namespace outpost::bench
