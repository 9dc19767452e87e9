// The libraries, each behind one function. They may abort the process: only the worker calls them.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"

namespace outpost::dev::vision {

enum class Effort {
  fast,  ///< straight lines, right angles; 1 to 7 ms
  hard,  ///< many lines, also at right angles
};

enum class Wanted { all, linear, matrix };

/// Looks of libzxing; stage and reader are filled, corners are in `picture`'s pixels.
std::vector<Look> read_zxing(const GrayView& picture, Effort effort, Wanted wanted, Stage stage);

/// Looks of libzbar, retail codes and Code 128 only (it garbles the characters in QR). Of a patch, whose bars are
/// upright, it looks along rows only.
std::vector<Look> read_zbar(const GrayView& picture, Stage stage);

}  // namespace outpost::dev::vision
