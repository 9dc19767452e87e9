// Chance for pictures: the same seed throws the same.
#pragma once

#include "edge/base/id.hpp"

namespace outpost::bench {

class Dice {
public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double even() { return static_cast<double>(random_.next() % 1'000'000) / 1'000'000; }
  double between(double a, double b) { return a + (b - a) * even(); }
  int whole(int least, int most) { return least + static_cast<int>(between(0, most - least + 1)); }
  /// About normal, standard deviation 1.
  double bell() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += even();
    return sum;
  }

private:
  SeededRandom random_;
};

}  // namespace outpost::bench
