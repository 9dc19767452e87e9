// What went wrong while a car was read: one row for each kind of trouble of a unit, with how often and when,
// and beside them how much was heard that was never meant for us. Bounded, however long a fault lasts. Pure.
#pragma once

#include "devices/codec/obd_frames.hpp"
#include "edge/base/clock.hpp"

#include <string>
#include <vector>

namespace outpost::dev {

struct BayProblem {
  std::string step, source, name, text;  ///< `text` as it was said first
  std::int64_t times = 1;
  Micros first_us = 0, last_us = 0;
};

/// True for what others say on the same line: answers to another tester's questions, frames of nobody's
/// business. It is no trouble of the car.
bool is_noise(const UnitFault& fault);
/// True when there are faults, and all of them are noise: nobody has answered us.
bool only_noise(const std::vector<UnitFault>& faults);

class BayProblems {
public:
  /// A car of eight units has far fewer kinds; a broken line can invent any number.
  static constexpr std::size_t most = 100;
  static constexpr std::size_t most_text = 200;

  /// The same step, source and name again is the same row. Noise is only counted.
  void add(std::string_view step, const UnitFault& fault, Micros now);

  /// In the order in which they came first.
  const std::vector<BayProblem>& rows() const { return rows_; }
  /// Faults that found no row any more.
  std::int64_t left_out() const { return left_out_; }
  std::int64_t noise() const { return noise_; }

private:
  std::vector<BayProblem> rows_;
  std::int64_t left_out_ = 0, noise_ = 0;
};

}  // namespace outpost::dev
