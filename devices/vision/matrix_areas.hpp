// Where in a picture a Data Matrix may be: dark things that together fill a four-sided shape, two of its
// neighbouring sides solid. Finds places, never codes.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"

namespace outpost::dev::vision {

/// Corners clockwise from the code's own top left, so that its solid sides are the left and the lower one. At
/// most `most`, the largest first.
std::vector<Corners> matrix_areas(const GrayView& picture, std::size_t most);

}  // namespace outpost::dev::vision
