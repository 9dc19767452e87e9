// The kernel's refusals in our words (the names are those of transport.hpp, and `camera-lost`: it was there
// and is gone, or it says nothing any more; `camera-unfit`: it is no camera that can be read).
#pragma once

#include "edge/base/result.hpp"

#include <string>
#include <string_view>

namespace outpost::dev::v4l2 {

/// `code` is -errno; `what` says what was asked for.
Error video_error(int code, std::string_view what);
Error lost(std::string text);
Error unfit(std::string text);

}  // namespace outpost::dev::v4l2
