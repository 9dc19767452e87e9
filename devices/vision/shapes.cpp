#include "devices/vision/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace outpost::dev::vision {
namespace {

constexpr float quiet_part = 0.18F;   // of the code's length, on each side: more than any quiet zone
constexpr float height_part = 0.35F;  // of the code's length: enough lines, little else
constexpr float shortest_code = 24;   // pixels; the shortest code has 51 modules

/// OpenCV looks at our pixels; it does not write through this.
cv::Mat look(const GrayView& p) {
  return {p.height, p.width, CV_8UC1, const_cast<std::uint8_t*>(p.data), static_cast<std::size_t>(p.stride)};
}

Gray take(const cv::Mat& m) {
  Gray out{m.cols, m.rows, Bytes(m.total())};
  m.copyTo(cv::Mat(m.rows, m.cols, CV_8UC1, out.pixels.data()));
  return out;
}

cv::Point2f middle(const Point& a, const Point& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

}  // namespace

std::optional<Gray> reduced(const GrayView& picture, int side) {
  const int longer = std::max(picture.width, picture.height);
  if (longer <= side) return std::nullopt;
  const double scale = static_cast<double>(side) / longer;
  const cv::Size size(std::max(1, static_cast<int>(picture.width * scale)),
                      std::max(1, static_cast<int>(picture.height * scale)));
  cv::Mat out;
  cv::resize(look(picture), out, size, 0, 0, cv::INTER_AREA);
  return take(out);
}

Gray enlarged(const GrayView& picture, double factor) {
  cv::Mat out;
  cv::resize(look(picture), out, {}, factor, factor, cv::INTER_CUBIC);
  return take(out);
}

Gray sharpened(const GrayView& picture) {
  cv::Mat soft, out;
  cv::GaussianBlur(look(picture), soft, {}, 1.5);
  cv::addWeighted(look(picture), 2.5, soft, -1.5, 0, out);
  return take(out);
}

Gray turned_upright(Gray stored, int orientation) {
  struct Turn {
    bool transposed, mirrored, upside_down;  // in this order
  };
  static constexpr Turn turns[] = {{false, false, false}, {false, true, false}, {false, true, true},
                                   {false, false, true},  {true, false, false}, {true, true, false},
                                   {true, true, true},    {true, false, true}};
  const auto& turn = turns[orientation - 1];
  const auto mat = [](Gray& g) { return cv::Mat(g.height, g.width, CV_8UC1, g.pixels.data()); };
  Gray out = std::move(stored);
  if (turn.transposed) {
    Gray other{out.height, out.width, Bytes(out.pixels.size())};
    cv::transpose(mat(out), mat(other));
    out = std::move(other);
  }
  if (!turn.mirrored && !turn.upside_down) return out;
  cv::Mat pixels = mat(out);
  cv::flip(pixels, pixels, turn.mirrored && turn.upside_down ? -1 : turn.mirrored ? 1 : 0);
  return out;
}

std::optional<Gray> upright_patch(const GrayView& picture, const Corners& c, int width) {
  const cv::Point2f left = middle(c[0], c[3]), right = middle(c[1], c[2]);
  const cv::Point2f along = right - left;
  const float length = std::hypot(along.x, along.y);
  if (!(length >= shortest_code) ||
      length > 2.F * static_cast<float>(std::max(picture.width, picture.height)))
    return std::nullopt;
  const cv::Point2f down(-along.y, along.x);
  const float scale = static_cast<float>(width) / length;
  const cv::Point2f from[3] = {left - quiet_part * along - height_part / 2 * down,
                               right + quiet_part * along - height_part / 2 * down,
                               left - quiet_part * along + height_part / 2 * down};
  const float w = length * (1 + 2 * quiet_part) * scale, h = length * height_part * scale;
  const cv::Point2f to[3] = {{0, 0}, {w, 0}, {0, h}};
  cv::Mat out;
  cv::warpAffine(look(picture), out, cv::getAffineTransform(from, to),
                 {static_cast<int>(w), std::max(1, static_cast<int>(h))}, cv::INTER_CUBIC,
                 cv::BORDER_REPLICATE);
  return take(out);
}

}  // namespace outpost::dev::vision
