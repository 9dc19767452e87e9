// Until when a frame may be worked on. Asked between strips and comparisons, some milliseconds apart.
#pragma once

#include "edge/base/clock.hpp"

namespace outpost::dev::vision {

struct TimeLimit {
  Clock* clock = nullptr;  ///< none = no limit
  Micros end = 0;

  bool over() const { return clock && clock->boot_us() >= end; }
};

}  // namespace outpost::dev::vision
