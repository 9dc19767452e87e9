// A frame full of goods: many different codes, each at its own angle.
#pragma once

#include "tests/bench/drawn/film.hpp"

#include <vector>

namespace outpost::bench {

struct Page {
  dev::vision::Gray frame;
  std::vector<Product> products;
  std::vector<Pose> poses;  ///< of each
};

/// Twelve different EAN-13 and QR codes in 1920 x 1080 pixels, at 2.3 to 2.8 (QR: 4 to 6) pixels a module,
/// none over another; clutter between them, a lens's softness and a sensor's noise.
Page page_of(std::uint64_t seed);

}  // namespace outpost::bench
