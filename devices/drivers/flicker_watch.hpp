// Does the light flicker? Lamps on the mains go dim a hundred times a second; a short exposure catches
// another part of that in each frame. What changes from frame to frame and back is flicker, what changes and
// stays is a hand or a cloud. Pure.
#pragma once

#include <array>
#include <cstddef>

namespace outpost::dev {

class FlickerWatch {
public:
  static constexpr std::size_t frames = 16;  ///< two seconds of a preview
  static constexpr int least_percent = 4;    ///< of the mean light; a camera's own control moves by less

  /// The mean grey level of the next frame.
  void add(int mean);
  /// Whether the last `frames` frames rose and fell, by more than a camera does by itself.
  bool flickers() const;
  void forget() { *this = {}; }

private:
  std::array<int, frames> means_{};
  std::size_t count_ = 0;
};

}  // namespace outpost::dev
