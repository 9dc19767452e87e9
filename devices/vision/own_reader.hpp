// Our own reader on a region of the frame: strip after strip until the number is sure, or the strips say that
// there is none. And the check that a library's text must pass.
#pragma once

#include "devices/vision/profile_reader.hpp"

namespace outpost::dev::vision {

/// Looks of our own, one for each strip that reads something; corners are in the frame's pixels.
/// `strips` = at most so many. `give_up` = after so many strips that look like no code.
std::vector<Look> read_own(const Patch& patch, int strips, int give_up);

/// How far the next best number is behind `look`'s text on the pixels where a library saw it; 0 when another
/// number fits better there, or none does. Retail codes only.
float margin_of(const GrayView& frame, const Look& look);

}  // namespace outpost::dev::vision
