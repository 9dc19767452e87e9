// What a camera costs while nothing happens before it, with the gate and without: processor time of the
// device process and its reader, in percent of one core. outpost-bench-camera [SECONDS]
#include "devices/vision/worker_process.hpp"
#include "tests/bench/camera/idle.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

using namespace outpost::bench;
namespace fs = std::filesystem;

int main(int argc, char** argv) {
  if (const auto code = outpost::dev::vision::run_as_worker(argc, argv)) return *code;
  const int seconds = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 10;
  std::string folder = (fs::temp_directory_path() / "outpost-bench-XXXXXX").string();
  if (!::mkdtemp(folder.data())) return 1;
  std::printf("an idle camera at 30 frames/s for %d s, percent of one core (goal with the gate: under 5)\n",
              seconds);
  std::printf("%-18s %5s %8s %8s %8s %6s %9s %9s %9s\n", "video", "gate", "process", "reader", "together",
              "fps", "looks/s", "open us", "read us");
  struct {
    const char* name;
    int width, height;
    bool jpeg;
  } const videos[] = {{"640x480 MJPG", 640, 480, true},
                      {"640x480 raw", 640, 480, false},
                      {"1280x720 MJPG", 1'280, 720, true},
                      {"1920x1080 MJPG", 1'920, 1'080, true}};
  for (const auto& v : videos) {
    const auto clip = idle_clip(folder, v.width, v.height, 30, v.jpeg);
    double with = 0;
    for (const bool gate : {true, false}) {
      auto cost = watch(clip, gate, seconds);
      std::printf("%-18s %5s %7.2f%% %7.2f%% %7.2f%% %6.1f %9lld %9lld %9lld\n", v.name, gate ? "on" : "off",
                  cost.own_percent, cost.reader_percent, cost.percent(), cost.fps,
                  static_cast<long long>(cost.counters["looks_per_s"]),
                  static_cast<long long>(cost.counters["open_us"]),
                  static_cast<long long>(cost.counters["read_us"]));
      // Frames that did not come cost nothing, and a reader that was replaced begins at zero.
      if (cost.fps < 27 || cost.counters["reader_restarts"] > 0)
        std::printf("%-18s the machine is too busy: that line is no measure\n", "");
      if (gate)
        with = cost.percent();
      else
        std::printf("%-18s gate off / on: %.1f\n", "", cost.percent() / std::max(with, 0.01));
      std::fflush(stdout);
    }
  }
  fs::remove_all(folder);
  return 0;
}
