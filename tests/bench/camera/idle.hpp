// A camera unit before a video for some seconds: the processor time of this process and of its reader.
#pragma once

#include "edge/base/clock.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace outpost::bench {

struct Cost {
  double own_percent = 0, reader_percent = 0;  ///< of one core
  double fps = 0;                              ///< that came: less than asked for on a busy machine
  std::map<std::string, std::int64_t, std::less<>> counters;

  double percent() const { return own_percent + reader_percent; }
};

/// Plays `video` (a file, in a loop) until it counts as idle, and then for `seconds`.
Cost watch(const std::string& video, bool gate, int seconds);

/// A clip of 15 frames of a counter on which nothing happens, with a camera's noise; a file in `folder`.
std::string idle_clip(const std::string& folder, int width, int height, int fps, bool jpeg);

}  // namespace outpost::bench
