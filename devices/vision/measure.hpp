// How good a picture is for reading: sharp, and lit. For whoever sets a camera up; no decision of the reader
// hangs on it. Pure.
#pragma once

#include "devices/vision/gray.hpp"

#include <optional>

namespace outpost::dev::vision {

/// Gradient energy over contrast energy, as a figure from 0 to 100: about 100 when edges rise from one pixel
/// to the next, 40 at a blur of one pixel, 20 at two. Neither more contrast nor more of a pattern changes it.
/// Nothing where the picture has next to no edges: a white wall is neither sharp nor blurred.
std::optional<int> focus_score(const GrayView& picture);

struct Light {
  int mean = 0;             ///< grey level, 0 to 255
  int dark_permille = 0;    ///< pixels that are black: shadows that hold nothing
  int bright_permille = 0;  ///< pixels that are white: glare that holds nothing
};
/// Precondition: the picture has a pixel.
Light light_of(const GrayView& picture);

/// A part of a picture, in its pixels.
struct Part {
  int left = 0, top = 0, width = 0, height = 0;
};
/// The same pixels, not copied. What lies outside the picture is left away; at least one pixel is left.
GrayView part_of(const GrayView& picture, Part part);

}  // namespace outpost::dev::vision
