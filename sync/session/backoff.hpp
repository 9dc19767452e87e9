// Growing, jittered waits: ten thousand stores that lost headquarters together must not return together.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"

namespace outpost::session {

class Backoff {
public:
  Backoff(Micros least_us, Micros most_us) : least_us_(least_us), most_us_(most_us) {}

  /// The next wait: doubles each time up to the most, and lies anywhere in its upper half.
  Micros next(Random& random);
  void reset() { failures_ = 0; }
  int failures() const { return failures_; }

private:
  Micros least_us_, most_us_;
  int failures_ = 0;
};

/// Uniform in [0, below); 0 when below is not positive.
Micros random_below(Random& random, Micros below);

}  // namespace outpost::session
