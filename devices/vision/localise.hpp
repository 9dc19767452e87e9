// Where in a frame bars may be, at any angle: areas in which the brightness changes along one direction only.
// A few milliseconds, no library; finds places, never codes.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"

namespace outpost::dev::vision {

/// A box of parallel bars, in pixels of the frame.
struct BarArea {
  Point centre;
  float angle = 0;     ///< radians, of the direction across the bars; 0 = upright bars
  float length = 0;    ///< across the bars
  float height = 0;    ///< along the bars
  float strength = 0;  ///< for putting the likeliest first
};

/// At most `most`, the likeliest first.
std::vector<BarArea> localise(const GrayView& frame, std::size_t most);

}  // namespace outpost::dev::vision
