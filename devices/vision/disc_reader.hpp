// Outpost's own reader of EAN-13 and UPC-A out of focus, where no other reader sees anything.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/strips.hpp"
#include "devices/vision/time_limit.hpp"

namespace outpost::dev::vision {

/// How a number was found on a line.
struct DiscReading {
  std::string text;
  float from = 0, to = 0;  ///< first and last bar, samples of the line
  bool backwards = false;  ///< the code lies upside down
  float margin = 0;        ///< as Fit::margin
  float likeness = 0;      ///< as Fit::likeness
  float blur = 0;          ///< standard deviation of the disc, modules
  float left = 1;          ///< DiscPlace::left
};
/// The number on a line of grey levels, with whatever confidence.
std::optional<DiscReading> read_disc_line(const Profile& grey);

/// The look at a patch whose upper and lower half both show the same number beyond doubt.
std::optional<Look> read_out_of_focus(const Patch& patch, const TimeLimit& limit = {});

}  // namespace outpost::dev::vision
