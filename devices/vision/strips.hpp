// An upright piece of the frame around a region, and lines of brightness across its bars: rows averaged along
// the bars' own direction, so that noise goes and edges stay.
#pragma once

#include "devices/vision/align.hpp"
#include "devices/vision/gray.hpp"
#include "devices/vision/localise.hpp"

namespace outpost::dev::vision {

/// Pixels of a patch across the bars for the region's length: four a module of an EAN-13.
inline constexpr int patch_length = 380;

struct Patch {
  Gray picture;
  BarArea region;
  float scale_x = 1, scale_y = 1;  ///< patch pixels for one of the frame

  Point in_frame(float x, float y) const;
};

/// `length` pixels for the region's length. Nothing when the region makes no sensible patch.
std::optional<Patch> patch_of(const GrayView& frame, const BarArea& region, int length = patch_length);

/// The region of a code that a library found.
std::optional<BarArea> region_of(const Corners& corners);

struct Strip {
  Profile line;  ///< the rows averaged along the bars
  /// How much the changes of the upper rows are those of the lower ones: 1 = bars, 0 = anything else.
  float agreement = 0;
};

/// Rows `from` to `to`.
Strip strip(const Patch& patch, int from, int to);

}  // namespace outpost::dev::vision
