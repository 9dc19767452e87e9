// Pictures into other pictures, through OpenCV: smaller, upright, sharper.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"

#include <optional>

namespace outpost::dev::vision {

/// A copy whose longer side is at most `side` pixels, averaged. Nothing when the picture is small enough
/// already.
std::optional<Gray> reduced(const GrayView& picture, int side);

/// The picture `factor` times as large, smoothly. Precondition: 1 < factor <= 4.
Gray enlarged(const GrayView& picture, double factor);

/// Edges raised (unsharp mask), for pictures a little out of focus.
Gray sharpened(const GrayView& picture);

/// A picture stored with this orientation of EXIF (1 to 8, exif.hpp), as it stands upright; width and height
/// change places from 5 on.
Gray turned_upright(Gray stored, int orientation);

/// The area around a code, turned upright and at `width` pixels from first to last bar; quiet zones included.
/// Nothing when the corners make no sensible area.
std::optional<Gray> upright_patch(const GrayView& picture, const Corners& corners, int width);

}  // namespace outpost::dev::vision
