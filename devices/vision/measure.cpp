#include "devices/vision/measure.hpp"

#include <algorithm>
#include <cstdlib>

namespace outpost::dev::vision {
namespace {

constexpr int window = 16;         // pixels: an edge and what lies on both sides of it
constexpr int least_range = 60;    // grey levels within a window; noise makes 30
constexpr int least_windows = 16;  // fewer are a fly, or a scratch on the lens
constexpr int every_line = 4;      // one line in four says the same as all
constexpr int dark_level = 10, bright_level = 250;

struct Edges {
  double slopes = 0, ranges = 0;
  int windows = 0;
};

/// `step` bytes from one pixel of the line to the next.
void add_line(const std::uint8_t* line, int length, std::size_t step, Edges& edges) {
  const auto at = [&](int i) { return int{line[static_cast<std::size_t>(i) * step]}; };
  for (int begin = 0; begin + window <= length; begin += window / 2) {
    int least = 255, most = 0, slope = 0;
    for (int i = begin; i < begin + window; ++i) {
      least = std::min(least, at(i)), most = std::max(most, at(i));
      if (i > begin) slope = std::max(slope, std::abs(at(i) - at(i - 1)));
    }
    const int range = most - least;
    if (range < least_range) continue;
    edges.slopes += slope, edges.ranges += range;
    ++edges.windows;
  }
}

}  // namespace

std::optional<int> focus_score(const GrayView& p) {
  Edges edges;
  const auto stride = static_cast<std::size_t>(p.stride);
  for (int y = 0; y < p.height; y += every_line)
    add_line(p.data + static_cast<std::size_t>(y) * stride, p.width, 1, edges);
  for (int x = 0; x < p.width; x += every_line) add_line(p.data + x, p.height, stride, edges);
  if (edges.windows < least_windows) return std::nullopt;
  return std::clamp(static_cast<int>(100 * edges.slopes / edges.ranges + 0.5), 0, 100);
}

Light light_of(const GrayView& p) {
  std::int64_t sum = 0, dark = 0, bright = 0, count = 0;
  for (int y = 0; y < p.height; y += 2) {
    const auto* line = p.data + static_cast<std::size_t>(y) * static_cast<std::size_t>(p.stride);
    for (int x = 0; x < p.width; ++x) {
      sum += line[x];
      dark += line[x] <= dark_level;
      bright += line[x] >= bright_level;
    }
    count += p.width;
  }
  return {static_cast<int>(sum / count), static_cast<int>(dark * 1'000 / count),
          static_cast<int>(bright * 1'000 / count)};
}

GrayView part_of(const GrayView& p, Part part) {
  const int left = std::clamp(part.left, 0, p.width - 1), top = std::clamp(part.top, 0, p.height - 1);
  const int right = std::clamp(part.left + part.width, left + 1, p.width);
  const int bottom = std::clamp(part.top + part.height, top + 1, p.height);
  return {p.data + static_cast<std::size_t>(top) * static_cast<std::size_t>(p.stride) + left, right - left,
          bottom - top, p.stride};
}

}  // namespace outpost::dev::vision
