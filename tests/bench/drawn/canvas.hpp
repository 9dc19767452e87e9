// Light before it becomes a picture: grey levels as fractions, so that blur and movement can be added up.
#pragma once

#include "devices/vision/gray.hpp"
#include "tests/bench/drawn/dice.hpp"

#include <vector>

namespace outpost::bench {

struct Canvas {
  int width = 0, height = 0;
  std::vector<float> v;

  Canvas(int w, int h, float level) : width(w), height(h), v(static_cast<std::size_t>(w * h), level) {}
  float& at(int x, int y) { return v[static_cast<std::size_t>(y * width + x)]; }
  /// The part of a box that lies on the canvas.
  void box(int x0, int y0, int x1, int y1, float level);
};

/// Boxes, lines of letter-like strokes and edges, as on a counter full of goods.
void add_clutter(Canvas& c, Dice& dice);

/// Out of focus: a bell of this standard deviation, in pixels.
void soften(Canvas& c, double sigma);

/// What a sensor makes of it: `gain` of the light, noise of a standard deviation in grey levels.
dev::vision::Gray exposed(const Canvas& c, double gain, double noise, std::uint64_t seed);

}  // namespace outpost::bench
