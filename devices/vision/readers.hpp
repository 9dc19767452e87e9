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

/// Looks of libzbar: retail codes and Code 128. It garbles the characters in QR, so the product does not ask
/// it for them (`all`); who measures it does. Of a patch, whose
/// bars are upright, it looks along rows only.
std::vector<Look> read_zbar(const GrayView& picture, Stage stage, Wanted wanted = Wanted::linear);

}  // namespace outpost::dev::vision
