// How far a reader reads, how fast, and whether it invents numbers: drawn frames in known amounts of trouble,
// ours beside ZBar, ZXing and OpenCV on the same frames in one run; and the photographs, where there are
// some.
#include "devices/tools/opencv_reader.hpp"
#include "devices/tools/scan_bench.hpp"
#include "tests/bench/drawn/shelf.hpp"
#include "tests/bench/scan/parts.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

using namespace outpost;
using namespace outpost::bench;

namespace {

constexpr const char* usage =
    "outpost-bench-scan [CODES] [--only PART] [--clutter FRAMES] [--clock wall|cpu]\n"
    "  CODES        a value, 10 when not given\n"
    "  --only PART  sweeps, glare, frames, turns, clutter or photos\n"
    "  --clutter    frames without a code, 10,000 when not given\n"
    "  --clock cpu  means of the processor's time instead of medians by the wall's clock, where others use "
    "the machine too\n";

struct Options {
  int codes = 10, clutter = 10'000;
  std::string only;
  bool cpu = false;

  bool wants(const char* part) const { return only.empty() || only == part; }
};

bool parse(int argc, char** argv, Options& o) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (word == "--only")
      o.only = value, ++i;
    else if (word == "--clutter")
      o.clutter = std::atoi(value), ++i;
    else if (word == "--clock")
      o.cpu = std::string_view(value) == "cpu", ++i;
    else if (const int n = std::atoi(argv[i]); n > 0)
      o.codes = n;
    else
      return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  if (!parse(argc, argv, o)) return std::fputs(usage, stderr), 2;
  Scores scores;
  ScanTable still(dev::standard_arms(), o.cpu, scores), stream(dev::stream_arms(), o.cpu, scores);
  std::printf("%s in ms; EAN-13, each reader on one core\n",
              o.cpu ? "means of the processor's time" : "medians of the wall's time");
  const bool ran = (!o.wants("sweeps") || run_sweeps(still, o.codes)) &&
                   (!o.wants("glare") || run_glare(still, o.codes)) &&
                   (!o.wants("frames") || run_frames(stream, o.codes)) &&
                   (!o.wants("turns") || run_turns(stream, std::max(1, o.codes / 5))) &&
                   (!o.wants("clutter") || run_clutter(stream, o.clutter));
  if (!ran) return std::fputs("no process can be made for the readers\n", stderr), 1;
  const int wrong = still.wrong() + stream.wrong();
  std::printf("\nours over all %d frames: %d wrong\n", still.frames() + stream.frames(), wrong);
  if (o.wants("sweeps")) scores.note("all frames", "sum", Measure::wrong, wrong);
  if (const auto list = photo_list(); o.wants("photos") && !list.empty()) {
    std::printf("\nphotographs\n");
    std::fflush(stdout);
    const auto done = dev::scan_bench({list, "", false});
    if (!done)
      std::printf("skipped: %s\n", done.error().text.c_str());
    else if (done->photos > 0)
      scores.note("photographs", "EAN/UPC, mean", Measure::ms, o.cpu ? done->cpu_ms : done->wall_ms);
  }
  print_goals("scan", scores);
  if (!dev::have_opencv()) std::printf("\nopencv: install %s for its columns\n", dev::opencv_package);
  return wrong != 0;
}
