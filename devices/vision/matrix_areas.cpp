#include "devices/vision/matrix_areas.hpp"

#include "devices/vision/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace outpost::dev::vision {
namespace {

using Shape = std::vector<cv::Point>;
using Quad = std::array<cv::Point2f, 4>;

constexpr int side = 800;  // of the copy that is searched: two pixels a module of the largest codes
/// Gaps that are closed so that the modules of a code become one thing, pixels: a module or two of codes from
/// small to large.
constexpr std::array<int, 4> gaps = {3, 6, 12, 24};
constexpr double least_side = 14;     // pixels of the copy: the smallest code has 10 modules
constexpr double least_filled = 0.8;  // of the hull: rows of letters and branches have less
constexpr double corner_turn =
    0.35;  // radians between directions of different sides; a side may bend by less
constexpr double least_solid = 0.85;  // of a solid side that is dark; a dashed one has about half
constexpr int least_dashes = 5;       // changes along a dashed side: 7 of the shortest, and ends may be lost
constexpr double most_slender = 20;   // the longest Data Matrix has 8 to 144 modules

double length_of(const cv::Point2f& p) { return std::hypot(p.x, p.y); }

/// Parts of a hull's outline that run about the same way.
struct Side {
  double angle = 0, length = 0;
  std::vector<cv::Point2f> points;
};

std::vector<Side> sides_of(const Shape& hull) {
  std::vector<std::pair<double, std::size_t>> by_length;
  for (std::size_t i = 0; i < hull.size(); ++i)
    by_length.emplace_back(-length_of(hull[(i + 1) % hull.size()] - hull[i]), i);
  std::sort(by_length.begin(), by_length.end());
  std::vector<Side> out;
  for (const auto& [length, i] : by_length) {
    const cv::Point2f a = hull[i], b = hull[(i + 1) % hull.size()];
    const double angle = std::atan2(b.y - a.y, b.x - a.x);
    auto at = std::find_if(out.begin(), out.end(), [&](const Side& s) {
      return std::abs(std::remainder(s.angle - angle, 2 * std::numbers::pi)) < corner_turn;
    });
    if (at == out.end()) at = out.insert(out.end(), Side{angle, 0, {}});
    at->length -= length;
    const int steps = 1 + static_cast<int>(-length / 2);  // a long part weighs more in the line through them
    for (int k = 0; k <= steps; ++k)
      at->points.push_back(a + (b - a) * (static_cast<float>(k) / static_cast<float>(steps)));
  }
  return out;
}

std::optional<cv::Point2f> crossing(const cv::Vec4f& a, const cv::Vec4f& b) {
  const float det = a[0] * b[1] - a[1] * b[0];
  if (std::abs(det) < 0.2F) return std::nullopt;
  const float t = ((b[2] - a[2]) * b[1] - (b[3] - a[3]) * b[0]) / det;
  return cv::Point2f(a[2] + t * a[0], a[3] + t * a[1]);
}

/// The four long sides, extended to their corners: the corner of a Data Matrix without a bar is cut off.
std::optional<Quad> quad_of(const Shape& hull) {
  auto sides = sides_of(hull);
  if (sides.size() < 4) return std::nullopt;
  std::partial_sort(sides.begin(), sides.begin() + 4, sides.end(),
                    [](const Side& a, const Side& b) { return a.length > b.length; });
  sides.resize(4);
  std::sort(sides.begin(), sides.end(), [](const Side& a, const Side& b) { return a.angle < b.angle; });
  std::array<cv::Vec4f, 4> lines;
  for (std::size_t i = 0; i < 4; ++i) cv::fitLine(sides[i].points, lines[i], cv::DIST_L2, 0, 0.01, 0.01);
  Quad out;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto p = crossing(lines[i], lines[(i + 1) % 4]);
    if (!p) return std::nullopt;
    out[i] = *p;
  }
  return out;
}

/// What lies a little inside of a side, on the best line along it.
struct Inside {
  double solid = 0;  // part that is dark
  int dashes = 0;    // changes between dark and light, where there is as much of one as of the other
};

Inside inside_of(const cv::Mat& dark, const cv::Point2f& a, const cv::Point2f& b, const cv::Point2f& middle) {
  const cv::Point2f along = b - a;
  const auto length = static_cast<float>(length_of(along));
  cv::Point2f in(-along.y / length, along.x / length);
  if (in.dot(middle - a) < 0) in = -in;
  Inside best;
  for (float deep = 0.5F; deep < 0.06F * length + 1; deep += 0.5F) {
    int hits = 0, all = 0, changes = 0;
    bool before = false;
    for (float t = 0.03F; t < 0.97F; t += 1 / std::max(length, 20.F)) {
      const cv::Point2f p = a + along * t + in * deep;
      const int x = static_cast<int>(p.x), y = static_cast<int>(p.y);
      const bool here = x >= 0 && y >= 0 && x < dark.cols && y < dark.rows && dark.at<std::uint8_t>(y, x);
      ++all, hits += here, changes += all > 1 && here != before;
      before = here;
    }
    const double part = static_cast<double>(hits) / all;
    best.solid = std::max(best.solid, part);
    if (part > 0.25 && part < 0.75) best.dashes = std::max(best.dashes, changes);
  }
  return best;
}

/// The corners in the code's own order; nothing when there are no two solid sides beside each other.
std::optional<Corners> turned_upright(const cv::Mat& dark, const Quad& quad) {
  const cv::Point2f middle = (quad[0] + quad[1] + quad[2] + quad[3]) / 4;
  std::array<Inside, 4> inside;
  double shortest = 1e9, longest = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double length = length_of(quad[(i + 1) % 4] - quad[i]);
    shortest = std::min(shortest, length), longest = std::max(longest, length);
    if (length < least_side) return std::nullopt;
    inside[i] = inside_of(dark, quad[i], quad[(i + 1) % 4], middle);
  }
  if (longest > most_slender * shortest) return std::nullopt;
  std::size_t first = 0;  // of the two solid sides: the lower one, when walking clockwise
  const auto pair = [&](std::size_t i) { return std::min(inside[i].solid, inside[(i + 1) % 4].solid); };
  for (std::size_t i = 1; i < 4; ++i)
    if (pair(i) > pair(first)) first = i;
  if (pair(first) < least_solid) return std::nullopt;
  if (std::min(inside[(first + 2) % 4].dashes, inside[(first + 3) % 4].dashes) < least_dashes)
    return std::nullopt;
  Corners out;  // side `first` runs from the lower right to the lower left corner
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& p = quad[(first + 2 + i) % 4];
    const cv::Point2f out_by = (p - middle) * (0.7F / static_cast<float>(length_of(p - middle)));
    out[i] = {p.x + out_by.x, p.y + out_by.y};  // the outline runs through the middles of pixels
  }
  return out;
}

cv::Mat dark_of(const cv::Mat& picture) {
  cv::Mat out;
  const int block = std::max(15, std::max(picture.cols, picture.rows) / 6) | 1;
  constexpr double contrast = 8;  // grey levels below the surroundings: less is paper, not ink
  cv::adaptiveThreshold(picture, out, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY_INV, block,
                        contrast);
  return out;
}

float size_of(const Corners& c) { return std::hypot(c[2].x - c[0].x, c[2].y - c[0].y); }

/// The same area is found with several gaps.
bool same(const Corners& a, const Corners& b) {
  float away = 0;
  for (std::size_t i = 0; i < 4; ++i) away = std::max(away, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
  return away < 0.04F * size_of(a);
}

}  // namespace

std::vector<Corners> matrix_areas(const GrayView& picture, std::size_t most) {
  const auto copy = reduced(picture, side);
  const GrayView view = copy ? copy->view() : picture;
  const float scale = static_cast<float>(picture.width) / static_cast<float>(view.width);
  const cv::Mat gray(view.height, view.width, CV_8UC1, const_cast<std::uint8_t*>(view.data),
                     static_cast<std::size_t>(view.stride));
  const cv::Mat dark = dark_of(gray);
  std::vector<Corners> out;
  for (const int gap : gaps) {
    cv::Mat closed;
    cv::morphologyEx(dark, closed, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {gap, gap}));
    std::vector<Shape> shapes;
    std::vector<cv::Vec4i> nesting;
    cv::findContours(closed, shapes, nesting, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const auto& shape = shapes[i];
      const auto box = cv::boundingRect(shape);
      const bool is_hole = nesting[i][3] >= 0;
      if (is_hole || std::min(box.width, box.height) < least_side) continue;
      Shape hull;
      cv::convexHull(shape, hull);
      if (hull.size() < 4 || cv::contourArea(shape) < least_filled * cv::contourArea(hull)) continue;
      const auto quad = quad_of(hull);
      if (!quad) continue;
      auto corners = turned_upright(dark, *quad);
      if (!corners) continue;
      for (auto& p : *corners) p.x = (p.x + 0.5F) * scale, p.y = (p.y + 0.5F) * scale;
      if (std::none_of(out.begin(), out.end(), [&](const Corners& o) { return same(o, *corners); }))
        out.push_back(*corners);
    }
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Corners& a, const Corners& b) { return size_of(a) > size_of(b); });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace outpost::dev::vision
