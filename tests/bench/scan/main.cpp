// How far a reader reads: resolution, blur, motion, turns, noise, poor light and bottles in known amounts,
// ours beside ZBar and ZXing on the same frames in one run. And the milliseconds of a frame with and without
// a code.
#include "devices/tools/scan_bench.hpp"
#include "devices/tools/side_by_side.hpp"
#include "devices/vision/decode.hpp"
#include "tests/bench/scan/frames.hpp"
#include "tests/devices/vision/draw.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace outpost;
using namespace outpost::bench;
using dev::Arm;
using dev::Outcome;

namespace {

struct Sweep {
  const char* name;
  const char* goal;
  Shot base;
  double Shot::*what;
  std::vector<double> values;
};

std::vector<Sweep> sweeps() {
  Shot turn{.module = 2.5};
  Shot noise{.module = 2};
  Shot dark{.module = 2.5};
  Shot round{.module = 4};
  return {
      {"pixels a module", "G10", {}, &Shot::module, {2, 1.6, 1.4, 1.3, 1.2, 1.1}},
      {"blur, modules", "G11", {}, &Shot::blur, {0.3, 0.5, 0.6, 0.7, 0.8}},
      {"disc, modules", "G3", {}, &Shot::disc, {0.8, 1.2, 1.6, 2, 2.4, 2.8}},
      {"motion, modules", "G12", {}, &Shot::motion, {0.5, 1, 1.5, 2}},
      {"turn, degrees",
       "G9",
       turn,
       &Shot::degrees,
       {0, 5, 10, 20, 30, 35, 40, 45, 50, 60, 75, 90, 120, 135, 150, 175}},
      {"noise", "G13", noise, &Shot::noise, {5, 10, 20, 30}},
      {"light", "G13", dark, &Shot::gain, {0.5, 0.25, 0.15, 0.1}},
      {"yaw, degrees", "G13", round, &Shot::yaw, {30, 45, 60}},
      {"bottle, degrees", "G13", round, &Shot::bottle, {90, 120, 150}},
  };
}

struct Tally {
  int read = 0, wrong = 0;
  std::vector<Micros> took;
  double median_ms() {
    if (took.empty()) return 0;
    const auto mid = took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2);
    std::nth_element(took.begin(), mid, took.end());
    return static_cast<double>(*mid) / 1'000;
  }
};

int wrong_total = 0, frames_total = 0;

void tally(const std::vector<std::string>& truth, const std::vector<std::vector<Outcome>>& outcomes,
           std::vector<Tally>& out) {
  for (std::size_t p = 0; p < outcomes.size(); ++p, ++frames_total)
    for (std::size_t a = 0; a < outcomes[p].size(); ++a) {
      bool read = false, wrong = false;
      for (const auto& code : outcomes[p][a].codes) {
        const auto text = code.text.size() == 12 ? "0" + code.text : code.text;
        (!truth[p].empty() && text == truth[p] ? read : wrong) = true;
      }
      out[a].read += read, out[a].wrong += wrong;
      out[a].took.push_back(outcomes[p][a].took);
      if (a == 0) wrong_total += wrong;
    }
}

void print(const char* label, int frames, std::vector<Tally>& tallies) {
  std::printf("%18s %4d", label, frames);
  for (auto& t : tallies)
    std::printf(" | %4.0f%% %3d %7.1f", frames ? 100.0 * t.read / frames : 0, t.wrong, t.median_ms());
  std::printf("\n");
}

void heading(const char* name, const char* goal, const std::vector<Arm>& arms) {
  std::printf("\n%-14s %3s     ", name, goal);
  for (const auto& arm : arms) std::printf(" | %-7s wrong ms", arm.name.c_str());
  std::printf("\n");
}

void run(const Sweep& sweep, const std::vector<Arm>& arms, int codes) {
  heading(sweep.name, sweep.goal, arms);
  for (const double value : sweep.values) {
    std::vector<dev::vision::Gray> frames;
    std::vector<std::string> truth;
    for (int i = 0; i < codes; ++i) {
      const auto seed = static_cast<std::uint64_t>(100 + i);
      truth.push_back(random_ean13(seed));
      Shot shot = sweep.base;
      shot.*sweep.what = value;
      shot.modules = dev::test::ean13_modules(truth.back());
      frames.push_back(frame_of(shot, seed));
    }
    std::vector<Tally> tallies(arms.size());
    tally(truth, dev::side_by_side(frames, arms), tallies);
    char label[32];
    std::snprintf(label, sizeof label, "%.2f", value);
    print(label, codes, tallies);
  }
}

/// Milliseconds of a frame of a stream, with clutter, without a code and with one.
void run_speed(const std::vector<Arm>& arms, int frames_each) {
  struct Case {
    const char* name;
    bool code;
    double degrees;
  };
  for (const auto& c :
       {Case{"no code", false, 0}, Case{"code upright", true, 6}, Case{"code turned", true, 40}}) {
    heading(c.name, c.code ? (c.degrees > 10 ? "G9" : "G8") : "G7", arms);
    for (const auto& [width, height] :
         {std::pair(640, 480), std::pair(1'280, 720), std::pair(1'920, 1'080)}) {
      std::vector<dev::vision::Gray> frames;
      std::vector<std::string> truth;
      for (int i = 0; i < frames_each; ++i) {
        const auto seed = static_cast<std::uint64_t>(500 + i);
        truth.push_back(c.code ? random_ean13(seed) : "");
        Shot shot{.width = width, .height = height, .module = 2.5, .degrees = c.degrees, .clutter = true};
        if (c.code) shot.modules = dev::test::ean13_modules(truth.back());
        frames.push_back(frame_of(shot, seed));
      }
      std::vector<Tally> tallies(arms.size());
      tally(truth, dev::side_by_side(frames, arms), tallies);
      char label[32];
      std::snprintf(label, sizeof label, "%dx%d", width, height);
      print(label, frames_each, tallies);
    }
  }
}

}  // namespace

/// Usage: [codes a value] [--photos]
int main(int argc, char** argv) {
  int codes = 10;
  for (int i = 1; i < argc; ++i)
    if (std::atoi(argv[i]) > 0) codes = std::atoi(argv[i]);
  const auto arms = dev::standard_arms();
  for (const auto& sweep : sweeps()) run(sweep, arms, codes);
  run_speed(dev::stream_arms(), codes);
  std::printf("\nours over all %d frames: %d wrong\n", frames_total, wrong_total);
  if (const char* data = std::getenv("OUTPOST_DATA")) {
    std::printf("\nphotographs\n");
    std::fflush(stdout);
    const auto done = dev::scan_bench({std::string(data) + "/barcodes/manifest.tsv", "", false});
    if (!done) std::printf("skipped: %s\n", done.error().text.c_str());
  }
  return wrong_total != 0;
}
