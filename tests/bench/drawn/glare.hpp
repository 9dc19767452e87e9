// Light that something glossy throws back: cut out of a photograph, and laid over a drawn frame.
#pragma once

#include "devices/vision/gray.hpp"

#include <vector>

namespace outpost::bench {

/// A highlight with its soft border, without what it lay on.
struct Glare {
  int width = 0, height = 0;
  std::vector<float> light;  ///< of each pixel: the part of the way to white, 0 to 1
  int core = 0;              ///< pixels that are white
};

/// What shines in a photograph, at most `most` of it, the largest first: bright areas that fade away around.
/// White paper, lamps at the border and a white background have hard edges or leave the picture; they are
/// none.
std::vector<Glare> glares_in(const dev::vision::Gray& photograph, std::size_t most);

/// Where a glare is laid: its middle, and how many times as large it becomes.
struct Spot {
  double x = 0, y = 0, scale = 1;
};

/// Lightens (a negative multiply): what is white stays so, ink under the core is gone.
void lay(dev::vision::Gray& frame, const Glare& glare, const Spot& spot);

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// The part of the box that lies under the glare's core.
double covered(const Box& box, const Glare& glare, const Spot& spot);
/// The scale with which a glare at this place covers `part` of the box; the largest one where it cannot.
double scale_to_cover(const Box& box, const Glare& glare, double x, double y, double part);

}  // namespace outpost::bench
