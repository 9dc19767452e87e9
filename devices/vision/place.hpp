// Where a code is in a frame: an upright box to crop, and a slanted place to compare with others. Two slanted
// codes side by side share much of their upright boxes, so places are compared along the code's own axes.
// Pure.
#pragma once

#include "devices/vision/code.hpp"

namespace outpost::dev::vision {

/// Upright, in pixels of the frame.
struct Box {
  float left = 0, top = 0, right = 0, bottom = 0;
  float width() const { return right - left; }
  float height() const { return bottom - top; }
};

/// The box around a code, within a frame of `width` by `height`. A linear reader marks a line: the box is
/// widened to the least height such a code has. All 0 when the corners are no numbers.
Box crop_of(const Corners& corners, int width, int height);

struct Place {
  bool known = false;  ///< false: the reader gave no corners, or none that can be
  float x = 0, y = 0;  ///< the middle
  float along_x = 1, along_y = 0;
  float length = 0, height = 0;  ///< along the longer axis and across it
};

Place place_of(const Corners& corners);

/// Whether one of them has its middle inside the other. False when one is unknown.
bool overlap(const Place& a, const Place& b);

/// Whether the code can have moved from `a` to `b` within `frames` frames. True when one is unknown.
bool reachable(const Place& a, const Place& b, int frames);

/// Between the middles, in lengths of the larger one; 0 when one is unknown.
float lengths_apart(const Place& a, const Place& b);

}  // namespace outpost::dev::vision
