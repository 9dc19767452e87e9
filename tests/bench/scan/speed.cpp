#include "tests/bench/scan/frames.hpp"
#include "tests/bench/scan/parts.hpp"
#include "tests/devices/vision/draw.hpp"

#include <cstdio>

namespace outpost::bench {
namespace {

struct Size {
  int width, height;
};
constexpr Size sizes[] = {{640, 480}, {1'280, 720}, {1'920, 1'080}};
constexpr double module = 2.5;

/// Adds one frame to the row: with a code at `degrees`, or without.
bool add_frame(ScanTable& table, std::vector<Tally>& row, Size size, bool code, double degrees,
               std::uint64_t seed) {
  const auto text = code ? random_ean13(seed) : std::string();
  Shot shot{
      .width = size.width, .height = size.height, .module = module, .degrees = degrees, .clutter = true};
  if (code) shot.modules = dev::test::ean13_modules(text);
  return table.add(row, {frame_of(shot, seed)}, {text});
}

std::string label_of(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

}  // namespace

bool run_frames(ScanTable& table, int codes) {
  constexpr double least_turned = -10, turned_by = 5;  // up to 10 degrees, either way
  for (const bool code : {false, true}) {
    table.heading(code ? "code to 10 deg" : "no code", code ? "G8" : "G7");
    for (const auto size : sizes) {
      auto row = table.row();
      for (int i = 0; i < codes; ++i)
        if (!add_frame(table, row, size, code, least_turned + turned_by * (i % 5),
                       static_cast<std::uint64_t>(500 + i)))
          return false;
      table.print(label_of(size).c_str(), row);
    }
  }
  return true;
}

bool run_turns(ScanTable& table, int codes) {
  constexpr int step = 5, half_turn = 180;
  table.heading("turn, degrees", "G9");
  std::vector<std::vector<Tally>> all;
  for (const auto size : sizes) {
    all.push_back(table.row());
    for (int degrees = 0; degrees < half_turn; degrees += step) {
      auto row = table.row();
      for (int i = 0; i < codes; ++i)
        if (!add_frame(table, row, size, true, degrees, static_cast<std::uint64_t>(700 + i))) return false;
      for (std::size_t a = 0; a < row.size(); ++a) {
        auto& sum = all.back()[a];
        sum.frames += row[a].frames, sum.read += row[a].read, sum.wrong += row[a].wrong;
        sum.took.insert(sum.took.end(), row[a].took.begin(), row[a].took.end());
      }
      if (size.width == sizes[0].width) table.print(std::to_string(degrees).c_str(), row);
    }
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
    if (!table.add(row, some, none)) return false;
  }
  table.print("640x480", row);
  return true;
}

}  // namespace outpost::bench
