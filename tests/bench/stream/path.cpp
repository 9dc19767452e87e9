#include "tests/bench/stream/path.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace outpost::bench {
namespace {

constexpr double module_mm = 0.33, shutter_frames = static_cast<double>(frames_per_s) / 60;
constexpr int brake_frames = 3;    // a hand needs a fifth of a second to stop
constexpr int hold_frames = 9;     // 0.3 s
constexpr int tilt_frames = 9;     // there; it is not turned back
constexpr int ramp_frames = 10;    // of the exposure
constexpr double dark_gain = 0.2;  // what the exposure begins with
constexpr double tremor_px = 0.4;  // of a hand that holds still
constexpr int most_frames = 300;

double half_width_of(const Product& p, double module) {
  return std::hypot(p.face.width, p.face.height) / 2 * module / p.module;
}

/// Of a hand that comes at `speed`, brakes evenly, stands for some frames and leaves as it came: how far it
/// is from its resting place, in pixels, `at` frames after it began to brake.
double away_after_braking(double speed, double at) {
  const double t = std::clamp(at, 0.0, static_cast<double>(brake_frames));
  const double left = brake_frames - t;
  return speed * left * left / (2 * brake_frames);
}

}  // namespace

Showing random_showing(std::uint64_t seed) {
  Dice dice(seed);
  Showing s;
  s.module = dice.between(2.2, 3.5);
  s.speed_cm_s = dice.between(20, 60);
  s.from_right = dice.even() < 0.5;
  s.degrees = dice.between(0, 360);
  s.tilt_degrees = dice.between(-25, 25);
  s.yaw_degrees = dice.between(-35, 35);
  s.breath_s = dice.between(0.5, 1.2);
  s.breath_phase = dice.even();
  s.breath_modules = dice.between(0.3, 1);
  return s;
}

std::vector<Shown> path_of(const Product& product, const Showing& s, int width, int height) {
  const double speed = s.speed_cm_s * 10 / module_mm * s.module / frames_per_s;  // pixels a frame
  const double half = half_width_of(product, s.module), side = s.from_right ? 1 : -1;
  const double far = width / 2.0 + half;
  const double braking = away_after_braking(speed, 0);
  const double brake_at = std::max(0.0, (far - braking) / speed);  // frames after it enters
  const double leave_at = brake_at + brake_frames + hold_frames + tilt_frames;
  const auto x_at = [&](double t) {
    if (t < brake_at) return side * (braking + (brake_at - t) * speed);
    if (t < leave_at) return side * away_after_braking(speed, t - brake_at);
    const double gone = t - leave_at, starting = std::min<double>(gone, brake_frames);
    return -side *
           (speed * starting * starting / (2 * brake_frames) + std::max(0.0, gone - brake_frames) * speed);
  };
  std::vector<Shown> out;
  for (int i = 0; i < most_frames; ++i) {
    const double tilt = std::clamp((i - brake_at - brake_frames - hold_frames) / tilt_frames, 0.0, 1.0);
    const double breath =
        0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i / (s.breath_s * frames_per_s) + s.breath_phase));
    Shown f;
    f.pose.module = s.module;
    f.pose.x = width / 2.0 + x_at(i) + tremor_px * std::sin(1.7 * i);
    f.pose.y = height / 2.0 + tremor_px * std::cos(2.3 * i);
    f.pose.degrees = s.degrees + tilt * s.tilt_degrees;
    f.pose.yaw = tilt * s.yaw_degrees;
    f.pose.move_x = x_at(i + shutter_frames / 2) - x_at(i - shutter_frames / 2);
    f.blur_modules = s.breath_modules * breath;
    f.gain = dark_gain + (1 - dark_gain) * std::min(1.0, static_cast<double>(i) / ramp_frames);
    if (i > leave_at && std::abs(x_at(i)) > far) break;
    out.push_back(f);
  }
  return out;
}

}  // namespace outpost::bench
