#include "devices/vision/strips.hpp"

#include "devices/vision/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace outpost::dev::vision {
namespace {

constexpr float margin = 0.2F;  // of the length, on each side: the localiser's ends are a guess
constexpr float shortest = 24;  // pixels: 51 modules are not in less
constexpr int most_rows = 120;  // enough to average; more only costs
constexpr int least_rows = 6;
constexpr float least_turn = 0.02F, most_turn = 0.4F;  // radians worth, and safe, to correct
constexpr float line_height = 0.1F;                    // of the length, where a library gave a line

cv::Mat look(const GrayView& p) {
  return {p.height, p.width, CV_8UC1, const_cast<std::uint8_t*>(p.data), static_cast<std::size_t>(p.stride)};
}

/// Lean of the bars: x moves by lean[0] + lean[1] * x for each row down. By least squares over all changes.
std::array<double, 2> lean_of(const Gray& p, int from, int to) {
  const auto width = static_cast<std::size_t>(p.width);
  std::vector<int> squares(width, 0), products(width, 0);  // of each column: 120 rows of 255 squared fit
  for (int y = std::max(1, from); y < std::min(to, p.height - 1); ++y) {
    const auto* row = p.pixels.data() + static_cast<std::ptrdiff_t>(y) * p.width;
    const auto *above = row - p.width, *below = row + p.width;
    for (std::size_t x = 1; x + 1 < width; ++x) {
      const int dx = row[x + 1] - row[x - 1], dy = below[x] - above[x];
      squares[x] += dx * dx, products[x] += dx * dy;
    }
  }
  double m00 = 1, m01 = 0, m11 = 1, v0 = 0, v1 = 0;
  for (std::size_t x = 1; x + 1 < width; ++x) {
    const double at = static_cast<double>(x) / p.width - 0.5, w = squares[x], v = products[x];
    m00 += w, m01 += w * at, m11 += w * at * at;
    v0 -= v, v1 -= v * at;
  }
  const double det = m00 * m11 - m01 * m01;
  if (!(det > 1e-6 * m00 * m11)) return {0, 0};
  return {(v0 * m11 - v1 * m01) / det, (v1 * m00 - v0 * m01) / det};
}

/// Correlation of the changes of two lines.
float agreement_of(const Profile& a, const Profile& b) {
  float ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 2; i < a.size(); ++i) {
    const float x = a[i] - a[i - 2], y = b[i] - b[i - 2];
    ab += x * y, aa += x * x, bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// As patch_of, at the region's angle as it is given; `way` of OpenCV to find what is between pixels.
std::optional<Patch> cut(const GrayView& frame, const BarArea& region, int length, int way) {
  const auto longest = static_cast<float>(frame.width + frame.height);
  if (!(region.length >= shortest) || region.length > longest || !(region.height > 0)) return std::nullopt;
  Patch out;
  out.region = region;
  out.scale_x = static_cast<float>(length) / region.length;
  const int rows = std::clamp(static_cast<int>(region.height), least_rows, most_rows);
  out.scale_y = static_cast<float>(rows) / region.height;
  const int width = static_cast<int>(static_cast<float>(length) * (1 + 2 * margin));
  const float c = std::cos(region.angle), s = std::sin(region.angle);
  // patch to frame, as warpAffine with the inverse map wants it
  const float ax = c / out.scale_x, ay = s / out.scale_x, bx = -s / out.scale_y, by = c / out.scale_y;
  const float w = static_cast<float>(width) / 2, h = static_cast<float>(rows) / 2;
  const cv::Matx23f map(ax, bx, region.centre.x - ax * w - bx * h, ay, by, region.centre.y - ay * w - by * h);
  cv::Mat picture;
  cv::warpAffine(look(frame), picture, map, {width, rows}, way | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  out.picture = {width, rows, Bytes(picture.total())};
  picture.copyTo(cv::Mat(rows, width, CV_8UC1, out.picture.pixels.data()));
  return out;
}

}  // namespace

Point Patch::in_frame(float x, float y) const {
  const float u = (x - static_cast<float>(picture.width) / 2) / scale_x;
  const float v = (y - static_cast<float>(picture.height) / 2) / scale_y;
  const float c = std::cos(region.angle), s = std::sin(region.angle);
  return {region.centre.x + c * u - s * v, region.centre.y + s * u + c * v};
}

std::optional<Patch> patch_of(const GrayView& frame, const BarArea& region, int length) {
  // Differences of pixels prefer 0, 45 and 90 degrees; on the upright, enlarged bars the rest is seen, and a
  // rough copy does for it.
  const auto rough = cut(frame, region, length / 2, cv::INTER_LINEAR);
  if (!rough) return rough;
  const auto lean = static_cast<float>(lean_of(rough->picture, 0, rough->picture.height)[0]);
  const float turn = std::atan(lean * rough->scale_y / rough->scale_x);
  BarArea straight = region;
  if (std::abs(turn) >= least_turn && std::abs(turn) <= most_turn) straight.angle -= turn;
  return cut(frame, straight, length, cv::INTER_CUBIC);
}

std::optional<BarArea> region_of(const Corners& k) {
  const Point left{(k[0].x + k[3].x) / 2, (k[0].y + k[3].y) / 2};
  const Point right{(k[1].x + k[2].x) / 2, (k[1].y + k[2].y) / 2};
  const float dx = right.x - left.x, dy = right.y - left.y, length = std::hypot(dx, dy);
  if (!(length >= shortest)) return std::nullopt;
  const float height =
      std::hypot(k[3].x - k[0].x, k[3].y - k[0].y) / 2 + std::hypot(k[2].x - k[1].x, k[2].y - k[1].y) / 2;
  return BarArea{{(left.x + right.x) / 2, (left.y + right.y) / 2},
                 std::atan2(dy, dx),
                 length,
                 std::max(height, line_height * length),
                 0};
}

Strip strip(const Patch& patch, int from, int to) {
  const Gray& p = patch.picture;
  from = std::clamp(from, 0, p.height - 1), to = std::clamp(to, from + 1, p.height);
  const auto lean = lean_of(p, from, to);
  const double middle = (from + to - 1) / 2.0;
  Profile upper(static_cast<std::size_t>(p.width), 0.F), lower = upper;
  for (int y = from; y < to; ++y) {
    const auto* row = p.pixels.data() + static_cast<std::ptrdiff_t>(y) * p.width;
    Profile& half = y < (from + to) / 2 ? upper : lower;
    const double below = y - middle;
    for (int x = 0; x < p.width; ++x) {
      const double shift = (lean[0] + lean[1] * (static_cast<double>(x) / p.width - 0.5)) * below;
      const double at = std::clamp(x + shift, 0.0, p.width - 1.001);
      const int i = static_cast<int>(at);
      const auto part = static_cast<float>(at - i);
      half[static_cast<std::size_t>(x)] += (1 - part) * row[i] + part * row[i + 1];
    }
  }
  Strip out{Profile(upper.size()), to - from > 1 ? agreement_of(upper, lower) : 1};
  for (std::size_t x = 0; x < upper.size(); ++x)
    out.line[x] = (upper[x] + lower[x]) / static_cast<float>(to - from);
  return out;
}

}  // namespace outpost::dev::vision
