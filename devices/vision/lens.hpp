// How an edge between white and bar is seen through a lens, as a function of the distance from it. Pure.
#pragma once

#include <array>
#include <cstddef>

namespace outpost::dev::vision {

enum class Lens {
  bell,  ///< a normal distribution: in focus or nearly; print, lens and pixels each add a little
  disc,  ///< out of focus: each point becomes an evenly lit disc, a little softened by lens and pixels
};

/// At some distance from an edge.
struct SeenEdge {
  double sum = 0;      ///< part of the light from beyond the edge, 0 to 1
  double density = 0;  ///< its change for a standard deviation
};

/// Distances are in standard deviations of the blur.
class EdgeTable {
public:
  explicit EdgeTable(Lens lens);
  SeenEdge at(double x) const {
    if (x <= -end) return {0, 0};
    if (x >= end) return {1, 0};
    const double place = (x + end) * steps;
    const auto i = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(i);
    const auto &a = at_[i], &b = at_[i + 1];
    return {a.sum + part * (b.sum - a.sum), a.density + part * (b.density - a.density)};
  }

private:
  static constexpr int end = 4;     // 3 in 100,000 of a bell are beyond it
  static constexpr int steps = 64;  // for a standard deviation
  std::array<SeenEdge, 2 * end * steps + 2> at_;
};
const EdgeTable& edge_table(Lens lens);

/// Radius of the disc in standard deviations of what is seen of it.
double disc_radius();

}  // namespace outpost::dev::vision
