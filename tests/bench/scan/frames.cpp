#include "tests/bench/scan/frames.hpp"

#include "tests/bench/drawn/canvas.hpp"
#include "tests/devices/vision/draw.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace outpost::bench {
namespace {

constexpr double paper = 205, ink = 35;  // grey levels of print in good light
constexpr int quiet = 10;                // modules
constexpr double code_height = 0.6;      // of its length

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

/// Darkness of the code's plane: s along, t down, in modules from its middle; -1 = beside the label.
double print_at(const Shot& shot, double s, double t) {
  const auto n = static_cast<double>(shot.modules.size());
  const double x = s + n / 2;
  if (x < -quiet || x > n + quiet || std::abs(t) > n * code_height / 2 + 3) return -1;
  if (x < 0 || x >= n || std::abs(t) > n * code_height / 2) return 0;
  return shot.modules[static_cast<std::size_t>(x)] == '1' ? 1 : 0;
}

/// From the picture's plane to the code's: a along, b down, in modules.
bool unproject(const Shot& shot, double a, double b, double& s, double& t) {
  const auto n = static_cast<double>(shot.modules.size());
  s = a, t = b;
  if (shot.bottle > 0) {
    const double radius = n / radians(shot.bottle);
    if (std::abs(a) >= radius) return false;
    s = radius * std::asin(a / radius);
  }
  if (shot.yaw != 0) {
    const double far = 3 * n, sine = std::sin(radians(shot.yaw)), cosine = std::cos(radians(shot.yaw));
    const double down = cosine - a * sine / far;
    if (down <= 0.05) return false;
    s = a / down;
    t = b * (1 + s * sine / far);
  }
  return true;
}

void add_code(Canvas& c, const Shot& shot, Dice& dice) {
  const double cx = c.width / 2.0 + dice.between(-9, 9), cy = c.height / 2.0 + dice.between(-9, 9);
  const double co = std::cos(radians(shot.degrees)), si = std::sin(radians(shot.degrees));
  constexpr int fine = 4;
  const int moves = shot.motion > 0 ? 9 : 1;
  // Beyond it there is no label; a side that is turned towards the camera is a fifth larger.
  const double reach =
      1.3 * shot.module * (static_cast<double>(shot.modules.size()) / 2 + quiet + shot.motion + 4);
  for (int y = 0; y < c.height; ++y)
    for (int x = 0; x < c.width; ++x) {
      if (std::abs(x - cx) > reach || std::abs(y - cy) > reach) continue;
      double sum = 0, covered = 0;
      for (int k = 0; k < fine * fine * moves; ++k) {
        const double dx = x + (k % fine + 0.5) / fine - cx, dy = y + (k / fine % fine + 0.5) / fine - cy;
        const double along = (co * dx + si * dy) / shot.module, down = (-si * dx + co * dy) / shot.module;
        const double moved = moves == 1 ? 0 : shot.motion * (k / (fine * fine) / (moves - 1.0) - 0.5);
        double s = 0, t = 0;
        if (!unproject(shot, along + moved, down, s, t)) continue;
        const double dark = print_at(shot, s, t);
        if (dark < 0) continue;
        sum += paper + dark * (ink - paper), covered += 1;
      }
      if (covered <= 0) continue;
      const double part = covered / (fine * fine * moves);
      c.at(x, y) =
          static_cast<float>(sum / (fine * fine * moves) + (1 - part) * static_cast<double>(c.at(x, y)));
    }
}

void defocus(Canvas& c, double radius) {
  dev::vision::Gray sharp{c.width, c.height, Bytes(c.v.size())};
  for (std::size_t i = 0; i < c.v.size(); ++i)
    sharp.pixels[i] = static_cast<std::uint8_t>(std::clamp(c.v[i], 0.F, 255.F));
  const auto seen = dev::test::out_of_focus(sharp, radius);
  c.v.assign(seen.pixels.begin(), seen.pixels.end());
}

}  // namespace

dev::vision::Gray frame_of(const Shot& shot, std::uint64_t seed) {
  Dice dice(seed);
  Canvas c(shot.width, shot.height, 150.F);
  if (shot.clutter) add_clutter(c, dice);
  if (!shot.modules.empty()) add_code(c, shot, dice);
  soften(c, shot.blur * shot.module);
  if (shot.disc > 0) defocus(c, shot.disc * shot.module);
  return exposed(c, shot.gain, shot.noise, seed);
}

}  // namespace outpost::bench
