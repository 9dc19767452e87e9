// Our own reader on a region of the frame: strip after strip until the number is sure, or the strips say that
// there is none. And the check that a library's text must pass.
#pragma once

#include "devices/vision/profile_reader.hpp"
#include "devices/vision/time_limit.hpp"

namespace outpost::dev::vision {

/// How long a region is worth looking at.
struct Patience {
  std::size_t regions;  ///< of a frame
  int strips;           ///< of a region
  int give_up;          ///< strips that look like no code
  Look1d look;
  /// 0 = the middle half and thin strips from the middle outwards; above it strips half as thin at other
  /// places, elsewhere at each turn.
  int turn = 0;
};

/// The same bars high and low in the patch: a cheap gate that letters and clutter do not pass.
bool looks_ruled(const Patch& patch);

/// What our own reader made of a patch.
struct OwnReading {
  std::vector<Look> looks;   ///< one for each strip that reads something; corners are in the frame's pixels
  bool like_retail = false;  ///< the bars are laid like those of a retail code, read or not
};
/// No strip is begun after the limit.
OwnReading read_own(const Patch& patch, const Patience& patience, const TimeLimit& limit = {});

/// How far the next best number is behind `look`'s text on the pixels where a library saw it; 0 when another
/// number fits better there, or none does. Retail codes only.
float margin_of(const GrayView& frame, const Look& look);

}  // namespace outpost::dev::vision
