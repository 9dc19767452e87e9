// The modules of a Data Matrix in a four-sided area, also on paper that is bent: where the borders of modules
// are is followed from the corner of the solid sides on, so that no straight grid is needed.
#pragma once

#include "devices/vision/code.hpp"
#include "devices/vision/gray.hpp"

#include <optional>
#include <string>

namespace outpost::dev::vision {

/// Rows from the top, '#' is a dark module. The border is as the symbology wants it; it was there but for few
/// modules.
using Modules = std::vector<std::string>;

/// Nothing when no size of a Data Matrix fits. Corners as matrix_areas() gives them.
std::optional<Modules> modules_of(const GrayView& picture, const Corners& corners);

/// A drawing of the modules, for a reader: four pixels a module and white around.
Gray drawing_of(const Modules& modules);

}  // namespace outpost::dev::vision
