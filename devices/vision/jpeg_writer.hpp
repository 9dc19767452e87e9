// Grey pixels to a JPEG file, for previews.
#pragma once

#include "devices/vision/gray.hpp"

namespace outpost::dev::vision {

/// `quality` from 1 to 100. Empty when the library cannot (no memory, no pixels).
Bytes encode_jpeg(const GrayView& picture, int quality);

}  // namespace outpost::dev::vision
