// How fast a camera is and where the time goes: counts and sums of the last full second, so that a figure is
// that of now and not of the whole day. Pure.
#pragma once

#include "edge/base/clock.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace outpost::dev {

class CameraMeter {
public:
  static constexpr Micros window = us_per_s;

  void on_frame(Micros now) { turn(now), ++current_.frames; }
  /// A frame went to the reader, `waited` after its capture.
  void on_begin(Micros waited, Micros now);
  void on_skipped(Micros opening, Micros now);
  void on_read(Micros opening, Micros reading, Micros now);
  void forget() { *this = {}; }

  /// fps, looks_per_s and the averages wait_us, open_us, read_us; nothing before the first full second.
  void add_to(std::map<std::string, std::int64_t, std::less<>>& counters) const;

  /// Frames of the last full second.
  std::int64_t fps() const { return length_ ? (last_.frames * us_per_s + length_ / 2) / length_ : 0; }

private:
  struct Sum {
    Micros total = 0;
    std::int64_t count = 0;
    void add(Micros v) { total += v > 0 ? v : 0, ++count; }
    std::int64_t mean() const { return count ? total / count : 0; }
  };
  struct Second {
    std::int64_t frames = 0;
    Sum wait, open, read;
  };
  void turn(Micros now);

  Micros began_ = 0, length_ = 0;
  Second current_, last_;
};

}  // namespace outpost::dev
