#include "tests/bench/many/page.hpp"

#include <cmath>

namespace outpost::bench {
namespace {

constexpr int columns = 4, lines = 3, width = 1'920, height = 1'080;
constexpr double qr_part = 0.4, softness_px = 0.5, grain = 3;

/// Somewhere in its own cell of the page, at any angle.
Pose pose_in_cell(const Product& p, int cell, bool qr, Dice& dice) {
  Pose pose;
  pose.module = qr ? dice.between(4, 6) : dice.between(2.3, 2.8);
  pose.degrees = dice.between(0, 360);
  const double radius = std::hypot(p.face.width, p.face.height) / 2 * pose.module / p.module;
  const double w = static_cast<double>(width) / columns, h = static_cast<double>(height) / lines;
  const double free_x = std::max(0.0, w / 2 - radius), free_y = std::max(0.0, h / 2 - radius);
  pose.x = (cell % columns + 0.5) * w + dice.between(-free_x, free_x);
  pose.y = (cell / columns + 0.5) * h + dice.between(-free_y, free_y);
  return pose;
}

}  // namespace

Page page_of(std::uint64_t seed) {
  Dice dice(seed);
  Canvas c(width, height, 150.F);
  add_clutter(c, dice);
  Page out;
  for (int cell = 0; cell < columns * lines; ++cell) {
    const bool qr = dice.even() < qr_part;
    const auto own = seed * 100 + static_cast<std::uint64_t>(cell);
    out.products.push_back(qr ? qr_label(own) : ean13_label(own));
    out.poses.push_back(pose_in_cell(out.products.back(), cell, qr, dice));
    put(c, out.products.back(), out.poses.back());
  }
  soften(c, softness_px);
  out.frame = exposed(c, 1, grain, seed);
  return out;
}

}  // namespace outpost::bench
