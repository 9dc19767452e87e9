// Camera frames with a drawn code in them, under everything that makes a code hard to read, in known amounts.
#pragma once

#include "devices/vision/gray.hpp"

#include <string>

namespace outpost::bench {

struct Shot {
  int width = 640, height = 480;
  double module = 3;         ///< pixels
  double degrees = 0;        ///< in the picture's plane
  double yaw = 0;            ///< degrees, turned away from the camera about the bars' direction
  double bottle = 0;         ///< degrees of a cylinder that the code covers
  double blur = 0;           ///< standard deviation, modules
  double disc = 0;           ///< out of focus: radius of the disc that a point becomes, modules
  double motion = 0;         ///< modules moved across the bars during the exposure
  double noise = 0;          ///< standard deviation, grey levels
  double gain = 1;           ///< of the light
  bool clutter = false;      ///< print, boxes and lines around; else grey paper
  std::string modules = {};  ///< bars as '1'; empty = no code in the frame
};

/// The same seed gives the same frame.
dev::vision::Gray frame_of(const Shot& shot, std::uint64_t seed);

}  // namespace outpost::bench
