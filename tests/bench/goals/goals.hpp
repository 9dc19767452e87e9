// What our reader is asked to reach, as data, beside what it reached in this run. A goal that is missed is
// shown and fails nothing: only a wrong number does.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>

namespace outpost::bench {

/// At least so many percent read, or a second; of the others at most so many.
enum class Measure {
  read,
  ms,
  frames,
  wrong,
  per_s,
  s,
  us,
  mb,
  core,   ///< percent of one core
  share,  ///< percent of what the alternative takes
};

/// A row: "must" is what is promised, "strong" what would be ahead of every library by far.
struct Goal {
  const char* bench;   ///< which measures it
  const char* number;  ///< of the specification
  const char* table;   ///< the table and row in which the bench prints what is judged
  const char* row;
  Measure measure;
  double must, strong;
};

std::span<const Goal> goals();

enum class Verdict { strong, must, missed };

Verdict verdict_of(const Goal& goal, double measured);

/// What ours reached, by table and row.
class Scores {
public:
  void note(const std::string& table, const std::string& row, Measure measure, double value) {
    all_[{table, row, measure}] = value;
  }
  std::optional<double> of(const Goal& goal) const;

private:
  std::map<std::tuple<std::string, std::string, Measure>, double> all_;
};

/// The bench's goals with "must", "strong", what was measured and whether it was met, and in one line those
/// of which this run measured nothing.
void print_goals(const char* bench, const Scores& scores);

}  // namespace outpost::bench
