#include "tests/bench/drawn/glare.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::bench {
namespace {

using dev::vision::Gray;

constexpr int white = 250;          // a JPEG leaves little at 255
constexpr int least_core = 80;      // pixels: smaller ones are spaces between bars
constexpr double most_core = 0.1;   // of the picture: larger ones are a background
constexpr int least_thickness = 4;  // pixels from the middle to the border: thinner ones are strokes
constexpr int least_reach = 10, most_reach = 40;
constexpr double reach_of_thickness = 1.5;
constexpr double least_contrast = 40;  // what lies around is darker by this at least
// Paper ends within one or two pixels, or stays just below white where a shade falls on it. Of glare there is
// half of the light left at `softness` pixels outside, and it has begun to fade: to `begun` at most.
constexpr int softness = 3;
constexpr double begun = 246;
// A part of the border that is darker at once than what lies around: paper again, of an uneven light.
constexpr double most_hard = 0.06;
constexpr float is_core = 0.999F;

struct Area {
  int left, top, right, bottom;  // of its pixels, the last ones included
  std::vector<int> pixels;       // indices
  bool whole = true;             // does not leave the picture
};

/// Collects the white area around `start`; `open` loses its pixels.
Area area_at(const Gray& p, int start, std::vector<char>& open) {
  Area a{p.width, p.height, 0, 0, {start}};
  open[static_cast<std::size_t>(start)] = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const int x = a.pixels[i] % p.width, y = a.pixels[i] / p.width;
    a.left = std::min(a.left, x), a.right = std::max(a.right, x);
    a.top = std::min(a.top, y), a.bottom = std::max(a.bottom, y);
    if (x == 0 || y == 0 || x == p.width - 1 || y == p.height - 1) {
      a.whole = false;
      continue;
    }
    for (const int next : {a.pixels[i] - 1, a.pixels[i] + 1, a.pixels[i] - p.width, a.pixels[i] + p.width})
      if (open[static_cast<std::size_t>(next)])
        open[static_cast<std::size_t>(next)] = 0, a.pixels.push_back(next);
  }
  return a;
}

/// Steps (also diagonal ones) of each pixel from the nearest one that is `from`, in a grid.
std::vector<int> steps_from(const std::vector<char>& from, int width, int height) {
  constexpr int far = 1'000'000;
  std::vector<int> out(from.size(), far), todo;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i]) out[i] = 0, todo.push_back(static_cast<int>(i));
  for (std::size_t k = 0; k < todo.size(); ++k) {
    const int x = todo[k] % width, y = todo[k] / width, near = out[static_cast<std::size_t>(todo[k])] + 1;
    for (int v = std::max(0, y - 1); v <= std::min(height - 1, y + 1); ++v)
      for (int u = std::max(0, x - 1); u <= std::min(width - 1, x + 1); ++u) {
        auto& at = out[static_cast<std::size_t>(v * width + u)];
        if (at > near) at = near, todo.push_back(v * width + u);
      }
  }
  return out;
}

/// The part of the photograph around an area.
struct Window {
  int left, top, width, height;
  std::vector<char> core;
};

Window window_of(const Gray& p, const Area& a, int reach) {
  Window w{std::max(0, a.left - reach), std::max(0, a.top - reach), 0, 0, {}};
  w.width = std::min(p.width, a.right + 1 + reach) - w.left;
  w.height = std::min(p.height, a.bottom + 1 + reach) - w.top;
  w.core.assign(static_cast<std::size_t>(w.width * w.height), 0);
  for (const int i : a.pixels)
    w.core[static_cast<std::size_t>((i / p.width - w.top) * w.width + i % p.width - w.left)] = 1;
  return w;
}

int thickness_of(const Gray& p, const Area& a) {
  auto w = window_of(p, a, 1);
  for (auto& c : w.core) c = !c;
  const auto inside = steps_from(w.core, w.width, w.height);
  return *std::max_element(inside.begin(), inside.end());
}

double level_in(const Gray& p, const Window& w, std::size_t i) {
  const int x = w.left + static_cast<int>(i) % w.width, y = w.top + static_cast<int>(i) / w.width;
  return p.pixels[static_cast<std::size_t>(y * p.width + x)];
}

/// Mean levels of the rings around the core, from the core itself to `reach` steps away.
std::vector<double> rings(const Gray& p, const Window& w, const std::vector<int>& steps, int reach) {
  std::vector<double> sum(static_cast<std::size_t>(reach) + 1, 0), n(sum.size(), 0);
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i] <= reach) {
      const auto ring = static_cast<std::size_t>(steps[i]);
      sum[ring] += level_in(p, w, i), n[ring] += 1;
    }
  for (std::size_t r = 0; r < sum.size(); ++r) sum[r] = n[r] > 0 ? sum[r] / n[r] : 0;
  return sum;
}

/// The part of the border that falls at once below the level around.
double hard_part(const Gray& p, const Window& w, const std::vector<int>& steps, double around) {
  int n = 0, hard = 0;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (steps[i] == 2) ++n, hard += level_in(p, w, i) < around;
  return static_cast<double>(hard) / std::max(n, 1);
}

/// Nothing when it ends as paper does.
Glare cut(const Gray& p, const Area& a, int thickness) {
  const int reach = std::clamp(static_cast<int>(reach_of_thickness * thickness), least_reach, most_reach);
  const auto w = window_of(p, a, reach);
  const auto steps = steps_from(w.core, w.width, w.height);
  const auto mean = rings(p, w, steps, reach);
  const double around = mean.back(), outside = mean[softness];
  const bool fades = outside <= begun && outside >= (white + around) / 2;
  if (white - around < least_contrast || !fades || hard_part(p, w, steps, around) > most_hard) return {};
  Glare out{w.width, w.height, std::vector<float>(w.core.size(), 0.F), static_cast<int>(a.pixels.size())};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    // What was printed around it must not come along: it fades out before the cut-out ends.
    const double fade = std::clamp(2.0 * (reach - steps[i]) / reach, 0.0, 1.0);
    const double light = std::clamp((level_in(p, w, i) - around) / (white - around), 0.0, 1.0);
    out.light[i] = w.core[i] ? 1.F : static_cast<float>(std::min(0.99, light * fade));
  }
  return out;
}

/// Between four pixels; 0 beside it.
double light_at(const Glare& g, double x, double y) {
  const double px = x - 0.5, py = y - 0.5;
  const int left = static_cast<int>(std::floor(px)), top = static_cast<int>(std::floor(py));
  const double a = px - left, b = py - top;
  const auto at = [&](int u, int v) {
    if (u < 0 || v < 0 || u >= g.width || v >= g.height) return 0.0;
    return static_cast<double>(g.light[static_cast<std::size_t>(v * g.width + u)]);
  };
  return (1 - b) * ((1 - a) * at(left, top) + a * at(left + 1, top)) +
         b * ((1 - a) * at(left, top + 1) + a * at(left + 1, top + 1));
}

/// The light that falls on a point of the frame.
double light_on(const Glare& g, const Spot& s, double x, double y) {
  return light_at(g, (x - s.x) / s.scale + g.width / 2.0, (y - s.y) / s.scale + g.height / 2.0);
}

}  // namespace

std::vector<Glare> glares_in(const Gray& photograph, std::size_t most) {
  std::vector<char> open(photograph.pixels.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = photograph.pixels[i] >= white;
  std::vector<Glare> out;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!open[i]) continue;
    const auto area = area_at(photograph, static_cast<int>(i), open);
    const auto size = static_cast<double>(area.pixels.size());
    if (!area.whole || size < least_core || size > most_core * static_cast<double>(open.size())) continue;
    const int thickness = thickness_of(photograph, area);
    if (thickness < least_thickness) continue;
    if (auto glare = cut(photograph, area, thickness); glare.core > 0) out.push_back(std::move(glare));
  }
  std::sort(out.begin(), out.end(), [](const Glare& a, const Glare& b) { return a.core > b.core; });
  if (out.size() > most) out.resize(most);
  return out;
}

void lay(Gray& frame, const Glare& glare, const Spot& spot) {
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x) {
      const double light = light_on(glare, spot, x + 0.5, y + 0.5);
      auto& p = frame.pixels[static_cast<std::size_t>(y * frame.width + x)];
      p = static_cast<std::uint8_t>(p + (255 - p) * light);
    }
}

double covered(const Box& box, const Glare& glare, const Spot& spot) {
  constexpr int columns = 96, lines = 48;  // places that are looked at
  int in = 0;
  for (int i = 0; i < columns * lines; ++i)
    in += light_on(glare, spot, box.left + (box.right - box.left) * (i % columns + 0.5) / columns,
                   box.top + (box.bottom - box.top) * (i / columns + 0.5) / lines) >= is_core;
  return static_cast<double>(in) / (columns * lines);
}

double scale_to_cover(const Box& box, const Glare& glare, double x, double y, double part) {
  double least = 0.01, most = 40;
  for (int i = 0; i < 24; ++i) {
    const double middle = std::sqrt(least * most);
    (covered(box, glare, {x, y, middle}) < part ? least : most) = middle;
  }
  return most;
}

}  // namespace outpost::bench
