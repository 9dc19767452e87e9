// Did anything change since the frame that was last looked at? Held against a copy of it that is eight times
// smaller each way: averages over 64 pixels have next to no noise, and a code is many of them wide. What
// changes so little that this does not see it is found by the look that is due anyway
// (drivers/look_rule.hpp). Pure.
#pragma once

#include "devices/vision/gray.hpp"

namespace outpost::dev::vision {

inline constexpr int small_by = 8;

/// Averages of 8 x 8 pixels; what is left over at the right and at the bottom does not count. A picture with
/// a side under 8 pixels becomes one pixel, its first.
Gray small_copy(const GrayView& picture);

struct LightRange {
  int darkest = 0, brightest = 255;
};
/// Of a small copy. Precondition: it has a pixel.
LightRange light_range(const Gray& small);

class Gate {
public:
  static constexpr int cell_step = 10;   ///< grey levels; the noise of a poor camera is 2 after averaging
  static constexpr int least_cells = 3;  ///< a dead pixel or a fly is no change
  static constexpr int light_step = 3;   ///< grey levels over the whole picture: a lamp went on

  /// Against the copy that was kept; true when there is none.
  bool changed(const Gray& small) const;
  /// Of the frame that is being looked at.
  void keep(Gray small) { kept_ = std::move(small); }

private:
  Gray kept_;
};

}  // namespace outpost::dev::vision
