// Code 128 on a region of the frame, by our own reader; and the check that a library's Code 128 must pass.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"
#include "devices/vision/localise.hpp"
#include "devices/vision/time_limit.hpp"

#include <optional>

namespace outpost::dev::vision {

/// The code in a region, where its bars are clear enough; corners are in the frame's pixels.
std::optional<Look> read_code128(const GrayView& frame, const BarArea& region, const TimeLimit& limit = {});

/// How far the next best text is behind `look`'s on the pixels where a library saw it; 0 when its own bars
/// say something else.
float code128_margin_of(const GrayView& frame, const Look& look, const TimeLimit& limit = {});

}  // namespace outpost::dev::vision
