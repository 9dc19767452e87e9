// Asks a camera who it is and agrees with it on format, size and speed. The camera has the last word; what
// differs from the settings is a sentence for the log.
#pragma once

#include "devices/transport/v4l2/calls.hpp"
#include "devices/transport/v4l2/formats.hpp"
#include "devices/transport/v4l2/settings.hpp"

#include <vector>

namespace outpost::dev::v4l2 {

/// Errors: `camera-unfit` (it cannot capture, or has no format that is read), `port-busy`, `camera-lost`,
/// `port-io`.
Result<Shape> negotiate(Calls& calls, int fd, const Settings& settings, std::vector<std::string>& notes);

}  // namespace outpost::dev::v4l2
