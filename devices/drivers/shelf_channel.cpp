#include "devices/drivers/shelf_channel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace outpost::dev {
namespace {

constexpr std::int32_t top_count = 0x7FFFFF, bottom_count = -0x800000;
constexpr Micros stuck_us = 2 * us_per_s;  // a live converter never repeats itself so long
constexpr int stuck_ones = 3;              // all bits one, again and again: the data line hangs
constexpr Micros rate_window_us = 2 * us_per_s;
constexpr int coldest_centi_c = -1'000, hottest_centi_c = 6'000;
constexpr double follow_s = 20;                    // time constant of the baseline
constexpr double follow_most_mg_s = 1'000.0 / 60;  // and its limit: one gram a minute
constexpr std::size_t max_points = 200;            // 80/s for 2 s, with room

}  // namespace

ShelfTuning ShelfTuning::of_rate(double hz) {
  ShelfTuning t;
  t.nominal_hz = hz;
  if (hz >= 40) t.average_us = 200 * us_per_ms, t.window_us = 500 * us_per_ms;
  return t;
}

void ShelfChannel::calibrate(const ShelfCalibration& c) {
  calibration_ = c;
  if (fault_ == "uncalibrated") fault_ = "";
}

void ShelfChannel::restore_baseline(std::int64_t mg) {
  baseline_mg_ = static_cast<double>(mg);
  restored_ = true;
}

std::optional<std::int64_t> ShelfChannel::baseline_mg() const {
  return baseline_mg_ ? std::optional<std::int64_t>(std::llround(*baseline_mg_)) : std::nullopt;
}

std::optional<std::int64_t> ShelfChannel::weight_mg() const {
  if (!stable() || !calibration_ || suspect_) return std::nullopt;
  return std::llround((smooth_ - calibration_->zero_raw) * calibration_->mg_per_count);
}

void ShelfChannel::on_board_reset() {
  last_three_.clear();
  average_.clear();
  window_.clear();
  arrivals_.clear();
  started_us_ = -1;
  all_ones_ = 0;
  stable_ = false;
  suspect_ = true;
}

std::string_view ShelfChannel::tare() {
  if (!fault_.empty() || !calibration_) return "faulty";
  if (!stable_) return "in-motion";
  calibration_->zero_raw = smooth_;
  baseline_mg_ = 0;
  return "";
}

void ShelfChannel::screen(std::int32_t raw, Micros t_us, bool board_fault, std::optional<int> temperature,
                          const ShelfTuning& tuning) {
  if (started_us_ < 0) started_us_ = same_since_us_ = t_us;
  if (raw != raw_) same_since_us_ = t_us;
  raw_ = raw;
  all_ones_ = raw == -1 ? all_ones_ + 1 : 0;
  arrivals_.push_back(t_us);
  while (t_us - arrivals_.front() > rate_window_us || arrivals_.size() > max_points) arrivals_.pop_front();
  const double hz = static_cast<double>(arrivals_.size()) / (rate_window_us / us_per_s);
  const bool slow = t_us - started_us_ >= rate_window_us && hz < tuning.nominal_hz / 2;

  fault_ = "";
  if (!calibration_) fault_ = "uncalibrated";
  if (temperature && (*temperature < coldest_centi_c || *temperature > hottest_centi_c))
    fault_ = "temperature";
  if (slow) fault_ = "slow";
  if (t_us - same_since_us_ >= stuck_us || all_ones_ >= stuck_ones) fault_ = "stuck";
  if (raw >= top_count || raw <= bottom_count) fault_ = "saturated";
  if (board_fault) fault_ = "board-fault";
}

double ShelfChannel::median(std::int32_t raw) {
  last_three_.push_back(raw);
  if (last_three_.size() > 3) last_three_.pop_front();
  std::array<std::int32_t, 3> v = {last_three_.front(), last_three_.front(), last_three_.front()};
  std::copy(last_three_.begin(), last_three_.end(), v.begin());
  if (last_three_.size() < 3) return raw;
  std::sort(v.begin(), v.end());
  return v[1];
}

void ShelfChannel::filter(std::int32_t raw, Micros t_us, const ShelfTuning& tuning) {
  average_.push_back({t_us, median(raw)});
  while (t_us - average_.front().t_us >= tuning.average_us || average_.size() > max_points)
    average_.pop_front();
  double sum = 0;
  for (const auto& p : average_) sum += p.value;
  smooth_ = sum / static_cast<double>(average_.size());
  window_.push_back({t_us, smooth_});
  // One point older than the window stays: the window must be full before anything counts as stable.
  while (window_.size() > 2 && t_us - window_[1].t_us >= tuning.window_us) window_.pop_front();
  if (window_.size() > max_points) window_.pop_front();
}

std::optional<ShelfChange> ShelfChannel::settle(Micros t_us, bool door_open, const ShelfTuning& tuning) {
  const auto [least, most] = std::minmax_element(
      window_.begin(), window_.end(), [](const Point& a, const Point& b) { return a.value < b.value; });
  const double spread_mg = (most->value - least->value) * std::fabs(calibration_->mg_per_count);
  const bool was_stable = stable_;
  stable_ =
      t_us - window_.front().t_us >= tuning.window_us && spread_mg <= static_cast<double>(tuning.stable_mg);
  if (was_stable && !stable_) moving_since_us_ = t_us;
  if (!stable_) return std::nullopt;
  suspect_ = false;
  const double now_mg = (smooth_ - calibration_->zero_raw) * calibration_->mg_per_count;
  if (!baseline_mg_) {
    baseline_mg_ = now_mg;
    followed_us_ = t_us;
    return std::nullopt;
  }
  const bool from_before = std::exchange(restored_, false);
  if (std::fabs(now_mg - *baseline_mg_) >= static_cast<double>(tuning.change_mg)) {
    ShelfChange c{number_, std::llround(*baseline_mg_), std::llround(now_mg), moving_since_us_, t_us};
    if (from_before) c.kind = "while_away", c.began_us = 0;
    baseline_mg_ = now_mg;
    followed_us_ = t_us;
    return c;
  }
  // Slow drift of the cell is followed; a slow thief is not faster than a gram a minute.
  const double s = static_cast<double>(t_us - followed_us_) / us_per_s;
  followed_us_ = t_us;
  if (!door_open && s > 0 && s < 1)
    *baseline_mg_ +=
        std::clamp((now_mg - *baseline_mg_) * s / follow_s, -follow_most_mg_s * s, follow_most_mg_s * s);
  return std::nullopt;
}

std::optional<ShelfChange> ShelfChannel::on_sample(std::int32_t raw, Micros t_us, bool board_fault,
                                                   std::optional<int> temperature_centi_c, bool door_open,
                                                   const ShelfTuning& tuning) {
  screen(raw, t_us, board_fault, temperature_centi_c, tuning);
  if (!fault_.empty()) {
    // What a faulty cell says must not linger in a filter.
    if (fault_ != "uncalibrated") average_.clear(), window_.clear(), last_three_.clear();
    stable_ = false;
    return std::nullopt;
  }
  filter(raw, t_us, tuning);
  return settle(t_us, door_open, tuning);
}

}  // namespace outpost::dev
