#include "devices/vision/lens.hpp"

#include <cmath>
#include <numbers>

namespace outpost::dev::vision {
namespace {

/// The part of the variance that is the disc's. A pixel is about a third of the disc's radius when narrow
/// bars are just lost, and a lens is never perfect.
constexpr double disc_part = 0.9;

double bell_sum(double x) { return 0.5 * (1 + std::erf(x / std::numbers::sqrt2)); }
double bell(double x) { return 0.3989422804014327 * std::exp(-x * x / 2); }

/// A disc, looked at along its shadow, is a half circle; each part of it is seen as a bell.
SeenEdge disc(double x) {
  constexpr int parts = 128;
  const double soft = std::sqrt(1 - disc_part);
  SeenEdge out;
  for (int k = 0; k < parts; ++k) {
    const double turn = ((k + 0.5) / parts - 0.5) * std::numbers::pi;
    const double weight = 2 * std::cos(turn) * std::cos(turn) / parts;
    const double away = (x - disc_radius() * std::sin(turn)) / soft;
    out.sum += weight * bell_sum(away);
    out.density += weight * bell(away) / soft;
  }
  return out;
}

}  // namespace

EdgeTable::EdgeTable(Lens lens) {
  for (std::size_t i = 0; i < at_.size(); ++i) {
    const double x = static_cast<double>(i) / steps - end;
    at_[i] = lens == Lens::bell ? SeenEdge{bell_sum(x), bell(x)} : disc(x);
  }
}

const EdgeTable& edge_table(Lens lens) {
  static const EdgeTable bell_edges(Lens::bell), disc_edges(Lens::disc);
  return lens == Lens::bell ? bell_edges : disc_edges;
}

double disc_radius() { return 2 * std::sqrt(disc_part); }

}  // namespace outpost::dev::vision
