// One load cell: from raw counts to grams that have settled. Filters work on the board's own time, never on
// numbers of samples, because real converters run at other rates than they say.
#pragma once

#include "edge/base/clock.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace outpost::dev {

struct ShelfCalibration {
  double zero_raw = 0;
  double mg_per_count = 0;
};

/// A weight that changed for good.
struct ShelfChange {
  int channel = 0;
  std::int64_t before_mg = 0, after_mg = 0;
  Micros began_us = 0, settled_us = 0;  ///< board time
  std::string_view kind = "change";     ///< or "while_away": found when the program started
};

struct ShelfTuning {
  Micros average_us = 400 * us_per_ms, window_us = 800 * us_per_ms;
  std::int64_t stable_mg = 2'000;  ///< largest spread of a stable window
  std::int64_t change_mg = 5'000;  ///< least change that is one
  double nominal_hz = 10;

  /// 10/s wants longer windows than 80/s.
  static ShelfTuning of_rate(double hz);
};

class ShelfChannel {
public:
  explicit ShelfChannel(int number) : number_(number) {}

  void calibrate(const ShelfCalibration& c);
  void restore_baseline(std::int64_t mg);
  const std::optional<ShelfCalibration>& calibration() const { return calibration_; }
  std::optional<std::int64_t> baseline_mg() const;

  /// A sample at board time `t_us` (rising). `board_fault`: the board's own verdict. Gives a change when one
  /// has settled.
  std::optional<ShelfChange> on_sample(std::int32_t raw, Micros t_us, bool board_fault,
                                       std::optional<int> temperature_centi_c, bool door_open,
                                       const ShelfTuning& tuning);
  /// The board started anew: its time begins again, the weight is doubtful until it has settled.
  void on_board_reset();

  /// Makes the present weight zero. Errors: `in-motion`, `faulty`.
  std::string_view tare();

  std::string_view fault() const { return fault_; }  ///< "" when there is none
  bool stable() const { return stable_ && fault_.empty(); }
  bool suspect() const { return suspect_; }
  std::optional<std::int64_t> weight_mg() const;  ///< only when settled, calibrated and sound
  std::int32_t raw() const { return raw_; }

private:
  struct Point {
    Micros t_us;
    double value;
  };
  void screen(std::int32_t raw, Micros t_us, bool board_fault, std::optional<int> temperature,
              const ShelfTuning& tuning);
  double median(std::int32_t raw);
  void filter(std::int32_t raw, Micros t_us, const ShelfTuning& tuning);
  std::optional<ShelfChange> settle(Micros t_us, bool door_open, const ShelfTuning& tuning);

  int number_;
  std::optional<ShelfCalibration> calibration_;
  std::string_view fault_ = "uncalibrated";
  bool stable_ = false, suspect_ = true, restored_ = false;
  std::int32_t raw_ = 0;
  std::deque<std::int32_t> last_three_;
  std::deque<Point> average_, window_;  // counts after the median; counts after the average
  double smooth_ = 0;                   // counts
  std::optional<double> baseline_mg_;
  Micros same_since_us_ = 0, started_us_ = -1, moving_since_us_ = 0, followed_us_ = 0;
  int all_ones_ = 0;
  std::deque<Micros> arrivals_;
};

}  // namespace outpost::dev
