// Rows of a table with a column for each reader: part read, wrong, milliseconds.
#pragma once

#include "devices/tools/side_by_side.hpp"
#include "tests/bench/goals/goals.hpp"

namespace outpost::bench {

struct Tally {
  int frames = 0, read = 0, wrong = 0;
  std::vector<Micros> took;
};

using Row = std::vector<Tally>;  ///< of each arm

class ScanTable {
public:
  /// The first arm is ours. `cpu`: the mean of the processor's time, which may tick
  /// coarsely, instead of the median by the wall's clock. `scores` gets what ours reached in each row that is
  /// printed.
  ScanTable(std::vector<dev::Arm> arms, bool cpu, Scores& scores)
      : arms_(std::move(arms)), cpu_(cpu), scores_(scores) {}

  void heading(const char* name, const char* goal);
  /// Runs all readers over the frames and adds what they read to the row of each; `truth`: of each frame, ""
  /// = no code. Many at once: a clock of the processor that ticks coarsely needs a child that lives for some
  /// ticks. False when no process can be made.
  bool add(const std::vector<dev::vision::Gray>& frames, const std::vector<std::string>& truth,
           const std::vector<Row*>& rows);
  bool add(const std::vector<dev::vision::Gray>& frames, const std::vector<std::string>& truth, Row& row);
  void print(const char* label, Row& row);

  Row row() const { return Row(arms_.size()); }
  int frames() const { return frames_; }
  int wrong() const { return wrong_; }

private:
  std::vector<dev::Arm> arms_;
  bool cpu_;
  Scores& scores_;
  std::string heading_;
  int frames_ = 0, wrong_ = 0;  // of ours, over all
};

}  // namespace outpost::bench
