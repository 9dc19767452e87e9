// How a hand shows a product to a camera, frame by frame: in from the side, braked, held still, tilted, away.
// Pure.
#pragma once

#include "tests/bench/drawn/film.hpp"

#include <vector>

namespace outpost::bench {

inline constexpr int frames_per_s = 30;
inline constexpr double frame_us = 1e6 / frames_per_s;

/// A frame of the stream: where the product is, how sharp and how bright the camera sees it.
struct Shown {
  Pose pose;
  double blur_modules = 0;  ///< out of focus, standard deviation
  double gain = 1;          ///< of the light
};

struct Showing {
  double module = 3;       ///< pixels of the frame
  double speed_cm_s = 40;  ///< of the hand, before it brakes
  bool from_right = false;
  double degrees = 0;         ///< the code, as it is held
  double tilt_degrees = 15;   ///< in the picture's plane, after the stop
  double yaw_degrees = 20;    ///< away from the camera, after the stop
  double breath_s = 0.8;      ///< of the focus, there and back
  double breath_phase = 0;    ///< 0 to 1
  double breath_modules = 1;  ///< the most it is out of focus
};

/// By chance: 20 to 60 cm/s, any angle, 2.2 to 3.5 pixels a module.
Showing random_showing(std::uint64_t seed);

/// Until the product is out of a frame of this size. An EAN-13 has modules of 0.33 mm (its nominal size), so
/// its pixels say how fast a hand is; the shutter is open for 1/60 s; the exposure finds the light in the
/// first ten frames.
std::vector<Shown> path_of(const Product& product, const Showing& showing, int width, int height);

}  // namespace outpost::bench
