#include "devices/vision/place.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

// A linear code is at least this high for its length.
constexpr float least_height = 0.15F;
// A hand moves 60 cm/s at most when it means to scan: 2 cm in a frame of 33 ms, half a product code. Four
// times that allows for frames that were dropped.
constexpr float lengths_per_frame = 2;
// Less than a pixel is no code; more than this is a reader gone mad, and products of such numbers overflow.
constexpr float least_length = 1, most_pixel = 1e6F;

bool sane(const Corners& corners) {
  return std::all_of(corners.begin(), corners.end(), [](const Point& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::abs(p.x) <= most_pixel &&
           std::abs(p.y) <= most_pixel;
  });
}

bool covers(const Place& a, const Place& b) {
  const float dx = b.x - a.x, dy = b.y - a.y;
  const float along = dx * a.along_x + dy * a.along_y;
  const float across = dy * a.along_x - dx * a.along_y;
  return std::abs(along) <= a.length / 2 && std::abs(across) <= a.height / 2;
}

}  // namespace

Box crop_of(const Corners& c, int width, int height) {
  if (!sane(c)) return {};
  Box b{c[0].x, c[0].y, c[0].x, c[0].y};
  for (const auto& p : c) {
    b.left = std::min(b.left, p.x), b.right = std::max(b.right, p.x);
    b.top = std::min(b.top, p.y), b.bottom = std::max(b.bottom, p.y);
  }
  const float least = least_height * std::hypot(b.width(), b.height());
  if (const float more = least - b.height(); more > 0) b.top -= more / 2, b.bottom += more / 2;
  if (const float more = least - b.width(); more > 0) b.left -= more / 2, b.right += more / 2;
  const auto w = static_cast<float>(std::max(width, 0)), h = static_cast<float>(std::max(height, 0));
  return {std::clamp(b.left, 0.F, w), std::clamp(b.top, 0.F, h), std::clamp(b.right, 0.F, w),
          std::clamp(b.bottom, 0.F, h)};
}

Place place_of(const Corners& c) {
  Place p;
  if (!sane(c)) return p;
  p.x = (c[0].x + c[1].x + c[2].x + c[3].x) / 4;
  p.y = (c[0].y + c[1].y + c[2].y + c[3].y) / 4;
  const Point right{(c[1].x - c[0].x + c[2].x - c[3].x) / 2, (c[1].y - c[0].y + c[2].y - c[3].y) / 2};
  const Point down{(c[3].x - c[0].x + c[2].x - c[1].x) / 2, (c[3].y - c[0].y + c[2].y - c[1].y) / 2};
  const float a = std::hypot(right.x, right.y), b = std::hypot(down.x, down.y);
  const Point& axis = a >= b ? right : down;
  p.length = std::max(a, b);
  if (p.length < least_length) return {};
  p.height = std::max(std::min(a, b), least_height * p.length);
  p.along_x = axis.x / p.length;
  p.along_y = axis.y / p.length;
  p.known = true;
  return p;
}

bool overlap(const Place& a, const Place& b) { return a.known && b.known && (covers(a, b) || covers(b, a)); }

bool reachable(const Place& a, const Place& b, int frames) {
  return lengths_apart(a, b) <= lengths_per_frame * static_cast<float>(frames);
}

float lengths_apart(const Place& a, const Place& b) {
  if (!a.known || !b.known) return 0;
  return std::hypot(b.x - a.x, b.y - a.y) / std::max(a.length, b.length);
}

}  // namespace outpost::dev::vision
