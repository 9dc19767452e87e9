#include "devices/drivers/flicker_watch.hpp"

#include <cstdlib>
#include <numeric>

namespace outpost::dev {

void FlickerWatch::add(int mean) { means_[count_++ % frames] = mean; }

bool FlickerWatch::flickers() const {
  if (count_ < frames) return false;
  const auto at = [&](std::size_t i) { return means_[(count_ + i) % frames]; };  // the oldest is 0
  const int light = std::accumulate(means_.begin(), means_.end(), 0) / static_cast<int>(frames);
  int turns = 0, steps = 0;
  for (std::size_t i = 2; i < frames; ++i) {
    const int before = at(i - 1) - at(i - 2), after = at(i) - at(i - 1);
    turns += before * after < 0;
    steps += std::abs(after);
  }
  const int step = steps / static_cast<int>(frames - 2);
  return turns * 3 >= static_cast<int>(frames - 2) && step * 100 >= least_percent * light && step >= 2;
}

}  // namespace outpost::dev
