#include "tests/bench/scan/frames.hpp"

#include "edge/base/id.hpp"
#include "tests/devices/vision/draw.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace outpost::bench {
namespace {

constexpr double paper = 205, ink = 35;  // grey levels of print in good light
constexpr int quiet = 10;                // modules
constexpr double code_height = 0.6;      // of its length

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

class Dice {
public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double even() { return static_cast<double>(random_.next() % 1'000'000) / 1'000'000; }
  double between(double a, double b) { return a + (b - a) * even(); }
  double bell() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += even();
    return sum;
  }

private:
  SeededRandom random_;
};

struct Canvas {
  int width, height;
  std::vector<float> v;
  float& at(int x, int y) { return v[static_cast<std::size_t>(y * width + x)]; }
  void box(int x0, int y0, int x1, int y1, float value) {
    for (int y = std::max(0, y0); y < std::min(height, y1); ++y)
      for (int x = std::max(0, x0); x < std::min(width, x1); ++x) at(x, y) = value;
  }
};

/// Boxes, lines of letter-like strokes and edges, as on a counter full of goods.
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
  for (int y = 0; y < c.height; ++y)
    for (int x = 0; x < c.width; ++x) {
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
      if (covered <= 0) {
        // Far from the label nothing more is asked: a whole row or column of it is empty.
        continue;
      }
      const double part = covered / (fine * fine * moves);
      c.at(x, y) =
          static_cast<float>(sum / (fine * fine * moves) + (1 - part) * static_cast<double>(c.at(x, y)));
    }
}

void soften(Canvas& c, double sigma) {
  if (sigma < 0.05) return;
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  std::vector<float> weight;
  float all = 0;
  for (int d = -reach; d <= reach; ++d)
    weight.push_back(static_cast<float>(std::exp(-d * d / (2 * sigma * sigma)))), all += weight.back();
  for (const bool across : {true, false}) {
    Canvas out = c;
    for (int y = 0; y < c.height; ++y)
      for (int x = 0; x < c.width; ++x) {
        float sum = 0;
        for (int d = -reach; d <= reach; ++d)
          sum += weight[static_cast<std::size_t>(d + reach)] *
                 (across ? c.at(std::clamp(x + d, 0, c.width - 1), y)
                         : c.at(x, std::clamp(y + d, 0, c.height - 1)));
        out.at(x, y) = sum / all;
      }
    c = std::move(out);
  }
}

std::vector<float> defocused(const Canvas& c, double radius) {
  dev::vision::Gray sharp{c.width, c.height, Bytes(c.v.size())};
  for (std::size_t i = 0; i < c.v.size(); ++i)
    sharp.pixels[i] = static_cast<std::uint8_t>(std::clamp(c.v[i], 0.F, 255.F));
  const auto seen = dev::test::out_of_focus(sharp, radius);
  return {seen.pixels.begin(), seen.pixels.end()};
}

}  // namespace

dev::vision::Gray frame_of(const Shot& shot, std::uint64_t seed) {
  Dice dice(seed);
  Canvas c{shot.width, shot.height,
           std::vector<float>(static_cast<std::size_t>(shot.width * shot.height), 150.F)};
  if (shot.clutter) add_clutter(c, dice);
  if (!shot.modules.empty()) add_code(c, shot, dice);
  soften(c, shot.blur * shot.module);
  dev::vision::Gray out{shot.width, shot.height, Bytes(c.v.size())};
  if (shot.disc > 0) c.v = defocused(c, shot.disc * shot.module);
  for (std::size_t i = 0; i < c.v.size(); ++i) {
    const double v =
        static_cast<double>(c.v[i]) * shot.gain + (shot.noise > 0 ? shot.noise * dice.bell() : 0);
    out.pixels[i] = static_cast<std::uint8_t>(std::clamp(v, 0.0, 255.0));
  }
  return out;
}

std::string random_ean13(std::uint64_t seed) {
  SeededRandom random(seed);
  std::string out;
  int sum = 0;
  for (int i = 0; i < 12; ++i) {
    const int digit = static_cast<int>(random.next() % 10);
    out += static_cast<char>('0' + digit);
    sum += digit * (i % 2 ? 3 : 1);
  }
  return out + static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace outpost::bench
