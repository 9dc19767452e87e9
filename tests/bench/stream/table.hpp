// The outcome of many showings, and what the goal asks of it.
#pragma once

#include "tests/bench/drawn/product.hpp"
#include "tests/bench/goals/goals.hpp"
#include "tests/bench/stream/watch.hpp"

namespace outpost::bench {

class StreamTable {
public:
  /// The first arm is ours.
  StreamTable(std::vector<dev::Arm> arms, bool cpu) : arms_(std::move(arms)), cpu_(cpu) {}

  /// `outcomes`: [frame][arm] of one showing. The frames worth looking at: those in which ours saw a text
  /// that is not there, and those that another reader read when ours read none.
  std::vector<std::size_t> add(const Product& product, const Marks& marks,
                               const std::vector<std::vector<dev::Outcome>>& outcomes);
  /// A line for each reader with a letter for each frame: R read, X something else, - nothing; small in
  /// frames that do not show all of the code.
  void trace(const Product& product, const Marks& marks,
             const std::vector<std::vector<dev::Outcome>>& outcomes) const;
  /// `scores` gets what ours reached.
  void print(Scores& scores) const;
  /// Showings on which ours accepted a text that is not there.
  int wrong() const { return wrong_; }

private:
  void print_pace(std::size_t row, Scores& scores) const;
  void print_waits(std::size_t row) const;
  void print_pairs(std::size_t row) const;

  std::vector<dev::Arm> arms_;
  bool cpu_;
  std::vector<std::vector<Seen>> seen_[3];  // [pace][showing][arm]
  std::vector<int> waits_;            // of each showing: frames from all of the code to a hand that is still
  std::vector<std::string> behind_;   // showings that another reader read and ours did not
  int wrong_ = 0, wrong_frames_ = 0;  // of ours: accepted, and seen in single frames
};

}  // namespace outpost::bench
