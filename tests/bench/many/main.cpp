// Twelve different codes in one frame of 1920 x 1080: how many are read, how many wrong, in what time. Ours
// beside ZBar, ZXing and OpenCV on the same frames.
#include "devices/tools/opencv_reader.hpp"
#include "devices/tools/side_by_side.hpp"
#include "devices/tools/times.hpp"
#include "tests/bench/drawn/save.hpp"
#include "tests/bench/goals/goals.hpp"
#include "tests/bench/many/page.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace outpost;
using namespace outpost::bench;

namespace {

constexpr const char* usage =
    "outpost-bench-many [FRAMES] [--seed N] [--clock wall|cpu] [--save DIR]\n"
    "  --clock cpu  judges the goal by the processor's time, where others use the machine too\n"
    "  --save DIR   as PNG, the frames in which ours missed a code; the codes are named\n";

struct Options {
  int frames = 12;
  std::uint64_t seed = 1;
  bool cpu = false;
  std::string folder;
};

bool parse(int argc, char** argv, Options& o) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--seed" && i + 1 < argc)
      o.seed = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--clock" && i + 1 < argc)
      o.cpu = std::string_view(argv[++i]) == "cpu";
    else if (word == "--save" && i + 1 < argc)
      o.folder = argv[++i];
    else if (const int n = std::atoi(argv[i]); n > 0)
      o.frames = n;
    else
      return false;
  }
  return true;
}

struct Tally {
  int ean = 0, qr = 0, wrong = 0, died = 0;
  std::vector<Micros> took, cpu;
};

/// Which of the page's codes were read; a text that is none of them is wrong.
std::vector<bool> count(const Page& page, const dev::Outcome& outcome, Tally& t) {
  std::vector<bool> read(page.products.size(), false);
  for (const auto& code : outcome.codes) {
    bool right = false;
    for (std::size_t i = 0; i < read.size(); ++i)
      if (dev::agrees(page.products[i].truth, code)) read[i] = right = true;
    t.wrong += !right;
  }
  for (std::size_t i = 0; i < read.size(); ++i)
    if (read[i]) ++(page.products[i].truth.format == "QR" ? t.qr : t.ean);
  t.died += outcome.died;
  t.took.push_back(outcome.took), t.cpu.push_back(outcome.cpu);
  return read;
}

/// What of a page was missed, and where it is.
void tell_missed(const Page& page, const std::vector<bool>& read, std::uint64_t seed, const Options& o) {
  bool any = false;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i]) continue;
    any = true;
    if (o.folder.empty()) continue;
    const auto& pose = page.poses[i];
    std::printf("frame %llu: missed %s %s at %.0f,%.0f, %.0f degrees, %.2f pixels a module\n",
                static_cast<unsigned long long>(seed), page.products[i].truth.format.c_str(),
                page.products[i].name.c_str(), pose.x, pose.y, pose.degrees, pose.module);
  }
  if (any && !o.folder.empty()) save(page.frame, o.folder, "many", static_cast<std::size_t>(seed));
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  if (!parse(argc, argv, o)) return std::fputs(usage, stderr), 2;
  const auto arms = dev::stream_arms();
  std::vector<Tally> tallies(arms.size());
  int eans = 0, qrs = 0;
  for (int f = 0; f < o.frames; ++f) {
    const auto seed = o.seed * 1'000 + static_cast<std::uint64_t>(f);
    const auto page = page_of(seed);
    for (const auto& p : page.products) ++(p.truth.format == "QR" ? qrs : eans);
    const auto outcomes = dev::side_by_side({&page.frame, 1}, arms);
    if (outcomes.empty()) return std::fputs("no process can be made for the readers\n", stderr), 1;
    for (std::size_t a = 0; a < arms.size(); ++a) {
      if (!arms[a].there()) continue;
      const auto read = count(page, outcomes[0][a], tallies[a]);
      if (a == 0) tell_missed(page, read, seed, o);
    }
  }
  std::printf("%d frames of 1920 x 1080 with %d EAN-13 and %d QR codes, seed %llu\n", o.frames, eans, qrs,
              static_cast<unsigned long long>(o.seed));
  std::printf("%-8s %7s %7s %7s %6s %5s %8s %8s\n", "reader", "read", "EAN-13", "QR", "wrong", "died", "ms",
              "cpu ms");
  for (std::size_t a = 0; a < arms.size(); ++a) {
    const auto& t = tallies[a];
    if (!arms[a].there()) {
      std::printf("%-8s not installed (%s)\n", arms[a].name.c_str(), dev::opencv_package);
      continue;
    }
    std::printf("%-8s %6.1f%% %6.1f%% %6.1f%% %6d %5d %8.1f %8.1f\n", arms[a].name.c_str(),
                100.0 * (t.ean + t.qr) / std::max(1, eans + qrs), 100.0 * t.ean / std::max(1, eans),
                100.0 * t.qr / std::max(1, qrs), t.wrong, t.died, dev::median_ms(t.took),
                dev::mean_ms(t.cpu));
  }
  const auto& ours = tallies[0];
  constexpr const char* name = "12 codes in 1080p";
  Scores scores;
  scores.note(name, "all", Measure::read, 100.0 * (ours.ean + ours.qr) / std::max(1, eans + qrs));
  scores.note(name, "all", Measure::wrong, ours.wrong);
  scores.note(name, "all", Measure::ms, o.cpu ? dev::mean_ms(ours.cpu) : dev::median_ms(ours.took));
  print_goals("many", scores);
  return ours.wrong != 0;
}
