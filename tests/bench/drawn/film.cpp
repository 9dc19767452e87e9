#include "tests/bench/drawn/film.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace outpost::bench {
namespace {

using dev::vision::Corners;
using dev::vision::Gray;
using dev::vision::Point;

constexpr double distance_modules = 300;  // from the camera: about three codes away

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

Point middle_of(const Corners& c) {
  return {(c[0].x + c[1].x + c[2].x + c[3].x) / 4, (c[0].y + c[1].y + c[2].y + c[3].y) / 4};
}

/// Between the face's plane and the frame's, both ways. The face turns about the code's middle.
class View {
public:
  View(const Product& product, const Pose& pose)
      : pose_(pose), middle_(middle_of(product.code)), scale_(pose.module / product.module),
        far_(distance_modules * pose.module), sine_(std::sin(radians(pose.yaw))),
        cosine_(std::cos(radians(pose.yaw))), turn_cos_(std::cos(radians(pose.degrees))),
        turn_sin_(std::sin(radians(pose.degrees))) {}

  Point to_frame(const Point& face) const {
    const double s = (face.x - middle_.x) * scale_, t = (face.y - middle_.y) * scale_;
    const double nearer = far_ / (far_ + s * sine_), a = s * cosine_ * nearer, b = t * nearer;
    return {static_cast<float>(pose_.x + turn_cos_ * a - turn_sin_ * b),
            static_cast<float>(pose_.y + turn_sin_ * a + turn_cos_ * b)};
  }
  /// False behind the camera.
  bool to_face(double x, double y, double& face_x, double& face_y) const {
    const double dx = x - pose_.x, dy = y - pose_.y;
    const double a = turn_cos_ * dx + turn_sin_ * dy, b = -turn_sin_ * dx + turn_cos_ * dy;
    const double down = cosine_ - a * sine_ / far_;
    if (down <= 0.05) return false;
    const double s = a / down, t = b * (1 + s * sine_ / far_);
    face_x = s / scale_ + middle_.x, face_y = t / scale_ + middle_.y;
    return true;
  }

private:
  Pose pose_;
  Point middle_;
  double scale_, far_, sine_, cosine_, turn_cos_, turn_sin_;
};

/// Between four pixels; below 0 beside the face.
double level_at(const Gray& face, double x, double y) {
  const double px = x - 0.5, py = y - 0.5;
  const int left = static_cast<int>(std::floor(px)), top = static_cast<int>(std::floor(py));
  if (x < 0 || y < 0 || x >= face.width || y >= face.height) return -1;
  const double a = px - left, b = py - top;
  const auto at = [&](int u, int v) {
    u = std::clamp(u, 0, face.width - 1), v = std::clamp(v, 0, face.height - 1);
    return static_cast<double>(
        face.pixels[static_cast<std::size_t>(v) * static_cast<std::size_t>(face.width) +
                    static_cast<std::size_t>(u)]);
  };
  return (1 - b) * ((1 - a) * at(left, top) + a * at(left + 1, top)) +
         b * ((1 - a) * at(left, top + 1) + a * at(left + 1, top + 1));
}

struct Sample {
  double x, y;
};

/// Where within a pixel and along the movement its light comes from: at least four places, and one for every
/// two pixels of the movement, which is less than a module.
std::vector<Sample> samples_of(const Pose& pose) {
  constexpr double quarter[4][2] = {{0.125, 0.375}, {0.625, 0.125}, {0.375, 0.875}, {0.875, 0.625}};
  const int moves = 1 + static_cast<int>(std::hypot(pose.move_x, pose.move_y) / 8);
  std::vector<Sample> out;
  for (int k = 0; k < 4 * moves; ++k) {
    const double part = (k + 0.5) / (4 * moves) - 0.5;
    out.push_back({quarter[k % 4][0] - part * pose.move_x, quarter[k % 4][1] - part * pose.move_y});
  }
  return out;
}

struct Range {
  int left, top, right, bottom;
};

/// The pixels that the face can touch.
Range range_of(const Canvas& c, const Product& product, const Pose& pose, const View& view) {
  const auto w = static_cast<float>(product.face.width), h = static_cast<float>(product.face.height);
  double left = c.width, top = c.height, right = 0, bottom = 0;
  for (const auto& corner : {Point{0, 0}, Point{w, 0}, Point{w, h}, Point{0, h}}) {
    const auto p = view.to_frame(corner);
    left = std::min<double>(left, p.x), right = std::max<double>(right, p.x);
    top = std::min<double>(top, p.y), bottom = std::max<double>(bottom, p.y);
  }
  const double mx = std::abs(pose.move_x) + 2, my = std::abs(pose.move_y) + 2;
  return {std::max(0, static_cast<int>(left - mx)), std::max(0, static_cast<int>(top - my)),
          std::min(c.width, static_cast<int>(right + mx)), std::min(c.height, static_cast<int>(bottom + my))};
}

}  // namespace

void put(Canvas& c, const Product& product, const Pose& pose) {
  const View view(product, pose);
  const auto samples = samples_of(pose);
  const auto r = range_of(c, product, pose, view);
  for (int y = r.top; y < r.bottom; ++y)
    for (int x = r.left; x < r.right; ++x) {
      double sum = 0;
      int covered = 0;
      for (const auto& s : samples) {
        double face_x = 0, face_y = 0;
        if (!view.to_face(x + s.x, y + s.y, face_x, face_y)) continue;
        const double level = level_at(product.face, face_x, face_y);
        if (level >= 0) sum += level, ++covered;
      }
      if (covered == 0) continue;
      const auto all = static_cast<double>(samples.size());
      c.at(x, y) = static_cast<float>((sum + (all - covered) * static_cast<double>(c.at(x, y))) / all);
    }
}

Corners code_in_frame(const Product& product, const Pose& pose) {
  const View view(product, pose);
  Corners out;
  for (std::size_t i = 0; i < 4; ++i) out[i] = view.to_frame(product.code[i]);
  return out;
}

bool whole_in_frame(const Product& product, const Pose& pose, int width, int height) {
  const auto corners = code_in_frame(product, pose);
  return std::all_of(corners.begin(), corners.end(), [&](const Point& p) {
    return p.x >= 0 && p.y >= 0 && p.x <= static_cast<float>(width) && p.y <= static_cast<float>(height);
  });
}

}  // namespace outpost::bench
