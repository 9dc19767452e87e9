#include "tests/bench/drawn/canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace outpost::bench {
namespace {

/// Throws made once: a picture has a million pixels, and twelve throws for each would be most of its time.
const std::array<float, 8'192>& bells() {
  static const auto table = [] {
    std::array<float, 8'192> out{};
    Dice dice(1);
    for (auto& b : out) b = static_cast<float>(dice.bell());
    return out;
  }();
  return table;
}

std::vector<float> bell_weights(double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  std::vector<float> weight;
  float all = 0;
  for (int d = -reach; d <= reach; ++d)
    weight.push_back(static_cast<float>(std::exp(-d * d / (2 * sigma * sigma)))), all += weight.back();
  for (auto& w : weight) w /= all;
  return weight;
}

void soften_rows(Canvas& c, const std::vector<float>& weight) {
  const auto reach = weight.size() / 2, width = static_cast<std::size_t>(c.width);
  std::vector<float> row(width + 2 * reach);
  for (int y = 0; y < c.height; ++y) {
    float* const line = &c.at(0, y);
    std::fill_n(row.begin(), reach, line[0]);
    std::copy_n(line, width, row.begin() + static_cast<std::ptrdiff_t>(reach));
    std::fill(row.end() - static_cast<std::ptrdiff_t>(reach), row.end(), line[width - 1]);
    std::fill_n(line, width, 0.F);
    for (std::size_t k = 0; k < weight.size(); ++k)
      for (std::size_t x = 0; x < width; ++x) line[x] += weight[k] * row[x + k];
  }
}

void soften_columns(Canvas& c, const std::vector<float>& weight) {
  const Canvas from = c;
  const int reach = static_cast<int>(weight.size() / 2);
  std::fill(c.v.begin(), c.v.end(), 0.F);
  for (int y = 0; y < c.height; ++y)
    for (int d = -reach; d <= reach; ++d) {
      const float w = weight[static_cast<std::size_t>(d + reach)];
      const float* const line =
          from.v.data() + static_cast<std::ptrdiff_t>(std::clamp(y + d, 0, c.height - 1)) * c.width;
      float* const out = &c.at(0, y);
      for (int x = 0; x < c.width; ++x) out[x] += w * line[x];
    }
}

}  // namespace

void Canvas::box(int x0, int y0, int x1, int y1, float level) {
  for (int y = std::max(0, y0); y < std::min(height, y1); ++y)
    for (int x = std::max(0, x0); x < std::min(width, x1); ++x) at(x, y) = level;
}

void add_clutter(Canvas& c, Dice& dice) {
  const double unit = c.width / 640.0;
  for (int i = 0; i < 14; ++i) {
    const int x = static_cast<int>(dice.between(-50, c.width)),
              y = static_cast<int>(dice.between(-50, c.height));
    c.box(x, y, x + static_cast<int>(dice.between(40, 260) * unit),
          y + static_cast<int>(dice.between(30, 200) * unit), static_cast<float>(dice.between(40, 230)));
  }
  for (int line = 0; line < 26; ++line) {
    int x = static_cast<int>(dice.between(0, c.width));
    const int y = static_cast<int>(dice.between(0, c.height)),
              size = static_cast<int>(dice.between(7, 16) * unit);
    const auto dark = static_cast<float>(dice.between(20, 90));
    for (int letter = 0; letter < 22; ++letter, x += size) {
      for (int stroke = 0; stroke < 3; ++stroke) {
        const bool upright = dice.even() < 0.5;
        const int sx = x + static_cast<int>(dice.between(0, size * 0.6));
        const int sy = y + static_cast<int>(dice.between(0, size * 0.6)), thin = std::max(1, size / 6);
        c.box(sx, sy, sx + (upright ? thin : size / 2), sy + (upright ? size / 2 : thin), dark);
      }
    }
  }
}

void soften(Canvas& c, double sigma) {
  if (sigma < 0.05) return;
  const auto weight = bell_weights(sigma);
  soften_rows(c, weight);
  soften_columns(c, weight);
}

dev::vision::Gray exposed(const Canvas& c, double gain, double noise, std::uint64_t seed) {
  dev::vision::Gray out{c.width, c.height, Bytes(c.v.size())};
  SeededRandom random(seed);
  const auto& table = bells();
  const auto light = static_cast<float>(gain), grain = static_cast<float>(noise);
  for (std::size_t i = 0; i < c.v.size(); ++i) {
    const float shift = noise > 0 ? grain * table[random.next() % table.size()] : 0;
    out.pixels[i] = static_cast<std::uint8_t>(std::clamp(c.v[i] * light + shift, 0.F, 255.F));
  }
  return out;
}

}  // namespace outpost::bench
