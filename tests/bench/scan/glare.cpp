#include "tests/bench/drawn/glare.hpp"

#include "tests/bench/drawn/film.hpp"
#include "tests/bench/drawn/shelf.hpp"
#include "tests/bench/scan/parts.hpp"

#include <cstdio>

namespace outpost::bench {
namespace {

constexpr int width = 640, height = 480;
constexpr double modules[] = {2, 2.5, 3};    // pixels; each code at each of them
constexpr double parts[] = {0.1, 0.2, 0.3};  // of the code, under pure white; the soft border comes on top
constexpr std::size_t most_glares = 60;
constexpr double softness_px = 0.5, grain = 3;  // a lens's, a sensor's

/// A label in the middle, with a glare whose middle is anywhere on the code.
dev::vision::Gray frame_of(const Product& label, double module, const Glare& glare, double part,
                           std::uint64_t seed) {
  Dice dice(seed);
  const Pose pose{width / 2.0 + dice.between(-9, 9), height / 2.0 + dice.between(-9, 9), module};
  Canvas c(width, height, 150.F);
  put(c, label, pose);
  soften(c, softness_px);
  auto frame = exposed(c, 1, grain, seed);
  const auto corners = code_in_frame(label, pose);
  const Box code{corners[0].x, corners[0].y, corners[2].x, corners[2].y};
  const double x = dice.between(code.left, code.right), y = dice.between(code.top, code.bottom);
  lay(frame, glare, {x, y, scale_to_cover(code, glare, x, y, part)});
  return frame;
}

}  // namespace

bool run_glare(ScanTable& table, int codes) {
  const auto list = photo_list();
  const auto glares = list.empty() ? std::vector<Glare>() : cut_out_glares(list, most_glares, 1);
  if (glares.empty())
    return std::printf("\nglare: skipped, there are no photographs to take it from\n"), true;
  std::printf("\n%zu glares cut out of photographs", glares.size());
  table.heading("glare, covered", "");
  for (const double part : parts) {
    std::vector<dev::vision::Gray> frames;
    std::vector<std::string> truth;
    for (int i = 0; i < codes; ++i)
      for (const double module : modules) {
        const auto seed = static_cast<std::uint64_t>(900 + frames.size());
        const auto label = ean13_label(static_cast<std::uint64_t>(100 + i));
        frames.push_back(frame_of(label, module, glares[frames.size() % glares.size()], part, seed));
        truth.push_back(label.truth.expected);
      }
    auto row = table.row();
    if (!table.add(frames, truth, row)) return false;
    char text[16];
    std::snprintf(text, sizeof text, "%.0f %%", 100 * part);
    table.print(text, row);
  }
  return true;
}

}  // namespace outpost::bench
