#include "devices/vision/localise.hpp"

#include "devices/vision/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace outpost::dev::vision {
namespace {

constexpr int side = 640;  // of the copy that is searched: 0.8 pixels a module of the smallest readable codes
constexpr int cell = 4;    // pixels; the grid on which gradients are summed
constexpr int half_window = 2;  // cells: with 20 pixels around there are several bars in sight
/// Coherence is 1 where all changes have one direction, 0 where they have none. Bars under heavy noise keep
/// about 0.45, text has 0.2 to 0.5, noise alone 0.1.
constexpr float seed_coherence = 0.5F, grow_coherence = 0.35F;
constexpr float least_energy = 40;  // mean square of a pixel's change: bars of 20 grey levels in poor light
constexpr float most_turn = 0.35F;  // radians between a cell and its area
constexpr int least_cells = 12;     // an area of 200 pixels: 51 modules do not fit into less
constexpr float least_length = 28;  // pixels of the copy
constexpr float most_slender = 9;   // height for length: above it is a line or a border, not bars

/// Sums of products of changes: what one direction they have.
struct Tensor {
  float xx = 0, xy = 0, yy = 0;
  void add(const Tensor& o) { xx += o.xx, xy += o.xy, yy += o.yy; }
  float energy() const { return xx + yy; }
  float coherence() const {
    const float a = xx - yy, b = 2 * xy;
    return energy() <= 0 ? 0 : std::sqrt(a * a + b * b) / energy();
  }
  float angle() const { return std::atan2(2 * xy, xx - yy) / 2; }
};

struct Grid {
  int width = 0, height = 0;
  std::vector<Tensor> cells;
  Tensor& at(int x, int y) { return cells[static_cast<std::size_t>(y * width + x)]; }
  const Tensor& at(int x, int y) const { return cells[static_cast<std::size_t>(y * width + x)]; }
};

Grid changes_of(const GrayView& p) {
  Grid g{p.width / cell, p.height / cell, {}};
  g.cells.resize(static_cast<std::size_t>(g.width * g.height));
  for (int y = 1; y < std::min(p.height - 1, g.height * cell); ++y) {
    const auto* row = p.data + static_cast<std::ptrdiff_t>(y) * p.stride;
    const auto *above = row - p.stride, *below = row + p.stride;
    for (int cx = 0; cx < g.width; ++cx) {
      int xx = 0, xy = 0, yy = 0;
      for (int x = std::max(1, cx * cell); x < std::min((cx + 1) * cell, p.width - 1); ++x) {
        const int dx = row[x + 1] - row[x - 1], dy = below[x] - above[x];
        xx += dx * dx, xy += dx * dy, yy += dy * dy;
      }
      g.at(cx, y / cell).add({static_cast<float>(xx), static_cast<float>(xy), static_cast<float>(yy)});
    }
  }
  return g;
}

/// Adds cells of a row to as many of another.
void add_row(Tensor* to, const Tensor* from, int cells) {
  for (int i = 0; i < cells; ++i) to[i].add(from[i]);
}

/// Each cell with its neighbours, along one axis and then the other.
Grid smoothed(const Grid& g) {
  const auto blank = [&] { return Grid{g.width, g.height, std::vector<Tensor>(g.cells.size())}; };
  Grid across = blank(), out = blank();
  if (g.cells.empty()) return out;
  for (int y = 0; y < g.height; ++y)
    for (int d = -half_window; d <= half_window; ++d)
      if (const int first = std::max(0, -d), last = std::min(g.width, g.width - d); first < last)
        add_row(&across.at(first, y), &g.at(first + d, y), last - first);
  for (int y = 0; y < g.height; ++y)
    for (int ny = std::max(0, y - half_window); ny <= std::min(g.height - 1, y + half_window); ++ny)
      add_row(&out.at(0, y), &across.at(0, ny), g.width);
  return out;
}

float turn_between(float a, float b) {
  const float d = std::abs(std::remainder(a - b, std::numbers::pi_v<float>));
  return d;
}

/// Grows an area from a cell over neighbours of the same direction.
std::vector<int> grow(const Grid& g, int seed, std::vector<char>& taken) {
  std::vector<int> area = {seed};
  taken[static_cast<std::size_t>(seed)] = 1;
  Tensor sum = g.cells[static_cast<std::size_t>(seed)];
  for (std::size_t i = 0; i < area.size(); ++i) {
    const int x = area[i] % g.width, y = area[i] / g.width;
    const float angle = sum.angle();
    constexpr int dx[4] = {1, -1, 0, 0}, dy[4] = {0, 0, 1, -1};
    for (std::size_t k = 0; k < 4; ++k) {
      const int nx = x + dx[k], ny = y + dy[k];
      if (nx < 0 || nx >= g.width || ny < 0 || ny >= g.height) continue;
      const int n = ny * g.width + nx;
      const auto& t = g.cells[static_cast<std::size_t>(n)];
      if (taken[static_cast<std::size_t>(n)] || t.coherence() < grow_coherence) continue;
      if (turn_between(t.angle(), angle) > most_turn) continue;
      const float here = g.cells[static_cast<std::size_t>(area[i])].energy();
      if (t.energy() < 0.1F * here && t.energy() < 0.1F * sum.energy() / static_cast<float>(area.size()))
        continue;
      taken[static_cast<std::size_t>(n)] = 1;
      sum.add(t);
      area.push_back(n);
    }
  }
  return area;
}

/// The box around an area, without its outermost cells (the window reaches over the end of the bars).
std::optional<BarArea> box_of(const Grid& raw, const Grid& g, const std::vector<int>& area) {
  Tensor sum, exact;
  for (const int i : area) {
    sum.add(g.cells[static_cast<std::size_t>(i)]);
    exact.add(raw.cells[static_cast<std::size_t>(i)]);
  }
  const float angle = exact.angle(), c = std::cos(angle), s = std::sin(angle);
  std::vector<float> across, along;
  for (const int i : area) {
    const auto x = (static_cast<float>(i % g.width) + 0.5F) * cell;
    const auto y = (static_cast<float>(i / g.width) + 0.5F) * cell;
    across.push_back(c * x + s * y), along.push_back(-s * x + c * y);
  }
  const auto range = [](std::vector<float>& v) {
    std::sort(v.begin(), v.end());
    const std::size_t cut = v.size() / 50;
    return std::pair(v[cut] - cell / 2, v[v.size() - 1 - cut] + cell / 2);
  };
  const auto [left, right] = range(across);
  const auto [top, bottom] = range(along);
  constexpr float over = half_window * cell * 0.75F;
  const float length = right - left - 2 * over;
  const float height = std::max(bottom - top - 2 * over, 2.F * cell);
  if (length < least_length || height > most_slender * length) return std::nullopt;
  const float u = (left + right) / 2, v = (top + bottom) / 2;
  return BarArea{{c * u - s * v, s * u + c * v},
                 angle,
                 length,
                 height,
                 sum.coherence() * std::sqrt(sum.energy()) * std::min(length, 6 * height)};
}

}  // namespace

std::vector<BarArea> localise(const GrayView& frame, std::size_t most) {
  const auto copy = reduced(frame, side);
  const GrayView view = copy ? copy->view() : frame;
  const float scale = static_cast<float>(frame.width) / static_cast<float>(view.width);
  const Grid raw = changes_of(view), g = smoothed(raw);
  constexpr float window = (2 * half_window + 1) * cell;
  std::vector<std::pair<float, int>> seeds;  // the strongest first
  for (std::size_t i = 0; i < g.cells.size(); ++i) {
    const auto& t = g.cells[i];
    if (t.energy() <= least_energy * window * window) continue;
    const float coherence = t.coherence();
    if (coherence > seed_coherence)
      seeds.emplace_back(-coherence * coherence * t.energy(), static_cast<int>(i));
  }
  std::sort(seeds.begin(), seeds.end());
  std::vector<char> taken(g.cells.size(), 0);
  std::vector<BarArea> out;
  for (const auto& [strength, seed] : seeds) {
    if (taken[static_cast<std::size_t>(seed)]) continue;
    const auto area = grow(g, seed, taken);
    if (area.size() < least_cells) continue;
    if (auto region = box_of(raw, g, area)) {
      region->centre.x *= scale, region->centre.y *= scale;
      region->length *= scale, region->height *= scale;
      out.push_back(*region);
    }
  }
  std::sort(out.begin(), out.end(),
            [](const BarArea& a, const BarArea& b) { return a.strength > b.strength; });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace outpost::dev::vision
