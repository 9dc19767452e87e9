#include "tests/bench/scan/frames.hpp"
#include "tests/bench/scan/parts.hpp"
#include "tests/devices/vision/draw.hpp"
#include "tests/devices/vision/numbers.hpp"

#include <cstdio>

namespace outpost::bench {
namespace {

struct Size {
  int width, height;
};
constexpr Size sizes[] = {{640, 480}, {1'280, 720}, {1'920, 1'080}};
constexpr double module = 2.5;

/// Frames on their way into the table, some at a time.
class Batch {
public:
  explicit Batch(ScanTable& table) : table_(table) {}
  /// With a code at `degrees`, or without.
  bool add(Row& row, Size size, bool code, double degrees, std::uint64_t seed) {
    truth_.push_back(code ? dev::test::random_ean13(seed) : std::string());
    Shot shot{
        .width = size.width, .height = size.height, .module = module, .degrees = degrees, .clutter = true};
    if (code) shot.modules = dev::test::ean13_modules(truth_.back());
    frames_.push_back(frame_of(shot, seed));
    rows_.push_back(&row);
    return frames_.size() < most || flush();
  }
  bool flush() {
    const bool done = table_.add(frames_, truth_, rows_);
    frames_.clear(), truth_.clear(), rows_.clear();
    return done;
  }

private:
  static constexpr std::size_t most = 24;  // 50 MB of the largest
  ScanTable& table_;
  std::vector<dev::vision::Gray> frames_;
  std::vector<std::string> truth_;
  std::vector<Row*> rows_;
};

std::string label_of(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

/// The sum of rows.
Row sum_of(const ScanTable& table, const std::vector<Row>& rows) {
  auto out = table.row();
  for (const auto& row : rows)
    for (std::size_t a = 0; a < row.size(); ++a) {
      auto& sum = out[a];
      sum.frames += row[a].frames, sum.read += row[a].read, sum.wrong += row[a].wrong;
      sum.took.insert(sum.took.end(), row[a].took.begin(), row[a].took.end());
    }
  return out;
}

}  // namespace

bool run_frames(ScanTable& table, int codes) {
  constexpr double least_turned = -10, turned_by = 5;  // up to 10 degrees, either way
  for (const bool code : {false, true}) {
    table.heading(code ? "code to 10 deg" : "no code", code ? "G8" : "G7");
    for (const auto size : sizes) {
      auto row = table.row();
      Batch batch(table);
      for (int i = 0; i < codes; ++i)
        if (!batch.add(row, size, code, least_turned + turned_by * (i % 5),
                       static_cast<std::uint64_t>(500 + i)))
          return false;
      if (!batch.flush()) return false;
      table.print(label_of(size).c_str(), row);
    }
  }
  return true;
}

bool run_turns(ScanTable& table, int codes) {
  constexpr int step = 5, half_turn = 180;
  table.heading("turn, degrees", "G9");
  std::vector<Row> all;
  for (const auto size : sizes) {
    std::vector<Row> rows(half_turn / step, table.row());
    Batch batch(table);
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (int i = 0; i < codes; ++i)
        if (!batch.add(rows[r], size, true, step * static_cast<double>(r),
                       static_cast<std::uint64_t>(700 + i)))
          return false;
    if (!batch.flush()) return false;
    all.push_back(sum_of(table, rows));
    if (size.width != sizes[0].width) continue;
    for (std::size_t r = 0; r < rows.size(); ++r) table.print(std::to_string(step * r).c_str(), rows[r]);
  }
  table.heading("all turns", "G9");
  for (std::size_t i = 0; i < all.size(); ++i) table.print(label_of(sizes[i]).c_str(), all[i]);
  return true;
}

bool run_clutter(ScanTable& table, int frames) {
  constexpr int batch = 50;  // frames in memory
  table.heading("clutter", "G5");
  auto row = table.row();
  for (int from = 0; from < frames; from += batch) {
    std::vector<dev::vision::Gray> some;
    for (int i = from; i < std::min(frames, from + batch); ++i)
      some.push_back(
          frame_of({.noise = (i % 4) * 4.0, .clutter = true}, static_cast<std::uint64_t>(10'000 + i)));
    const std::vector<std::string> none(some.size());
    if (!table.add(some, none, row)) return false;
  }
  table.print("640x480", row);
  return true;
}

}  // namespace outpost::bench
