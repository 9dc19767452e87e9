// A product before the camera: laid over what is there, turned, tilted, and smeared by its movement.
#pragma once

#include "tests/bench/drawn/canvas.hpp"
#include "tests/bench/drawn/product.hpp"

namespace outpost::bench {

struct Pose {
  double x = 0, y = 0;            ///< of the code's middle, pixels of the frame
  double module = 3;              ///< pixels of the frame
  double degrees = 0;             ///< in the picture's plane
  double yaw = 0;                 ///< degrees, turned away about the code's upright axis
  double move_x = 0, move_y = 0;  ///< pixels of the frame during the exposure
};

void put(Canvas& c, const Product& product, const Pose& pose);

/// Where the code is in the frame.
dev::vision::Corners code_in_frame(const Product& product, const Pose& pose);
/// All of the code is in a frame of this size.
bool whole_in_frame(const Product& product, const Pose& pose, int width, int height);

}  // namespace outpost::bench
