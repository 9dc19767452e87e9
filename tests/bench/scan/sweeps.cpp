#include "tests/bench/scan/frames.hpp"
#include "tests/bench/scan/parts.hpp"
#include "tests/devices/vision/draw.hpp"
#include "tests/devices/vision/numbers.hpp"

#include <cstdio>

namespace outpost::bench {
namespace {

struct Sweep {
  const char* name;
  const char* goal;
  Shot base;
  double Shot::*what;
  std::vector<double> values;
};

std::vector<Sweep> sweeps() {
  const Shot noise{.module = 2};
  const Shot dark{.module = 2.5};
  const Shot round{.module = 4};
  return {
      {"pixels a module", "G10", {}, &Shot::module, {2, 1.6, 1.4, 1.3, 1.2, 1.1}},
      {"blur, modules", "G11", {}, &Shot::blur, {0.3, 0.5, 0.6, 0.7, 0.8}},
      {"disc, modules", "G3", {}, &Shot::disc, {0.8, 1.2, 1.6, 2, 2.4, 2.8}},
      {"motion, modules", "G12", {}, &Shot::motion, {0.5, 1, 1.5, 2}},
      {"noise", "G13", noise, &Shot::noise, {5, 10, 20, 30}},
      {"light", "G13", dark, &Shot::gain, {0.5, 0.25, 0.15, 0.1}},
      {"yaw, degrees", "G13", round, &Shot::yaw, {30, 45, 60}},
      {"bottle, degrees", "G13", round, &Shot::bottle, {90, 120, 150}},
  };
}

}  // namespace

bool run_sweeps(ScanTable& table, int codes) {
  for (const auto& sweep : sweeps()) {
    table.heading(sweep.name, sweep.goal);
    for (const double value : sweep.values) {
      std::vector<dev::vision::Gray> frames;
      std::vector<std::string> truth;
      for (int i = 0; i < codes; ++i) {
        const auto seed = static_cast<std::uint64_t>(100 + i);
        truth.push_back(dev::test::random_ean13(seed));
        Shot shot = sweep.base;
        shot.*sweep.what = value;
        shot.modules = dev::test::ean13_modules(truth.back());
        frames.push_back(frame_of(shot, seed));
      }
      auto row = table.row();
      if (!table.add(frames, truth, row)) return false;
      char label[32];
      std::snprintf(label, sizeof label, "%.2f", value);
      table.print(label, row);
    }
  }
  return true;
}

}  // namespace outpost::bench
