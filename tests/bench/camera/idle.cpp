#include "tests/bench/camera/idle.hpp"

#include "devices/host/camera_unit.hpp"
#include "devices/transport/video/video_source.hpp"
#include "tests/bench/scan/frames.hpp"
#include "tests/devices/transport/video_files.hpp"
#include "tests/devices/vision/draw.hpp"

#include <fmt/format.h>
#include <fstream>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace outpost::bench {
namespace {

using namespace dev;

Micros own_time() {
  rusage u{};
  ::getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * us_per_s + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

/// User and system time of another process, in ticks of 10 ms: enough for ten seconds.
Micros time_of(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(in, line);
  const auto after = line.rfind(')');
  if (after == line.npos) return 0;
  char state = 0;
  long skip = 0, user = 0, system = 0;
  std::string rest = line.substr(after + 2);
  if (std::sscanf(rest.c_str(), "%c %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld", &state, &skip, &skip,
                  &skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip, &user, &system) != 13)
    return 0;
  return (user + system) * us_per_s / ::sysconf(_SC_CLK_TCK);
}

/// As the loop of a device process turns a unit.
void turn(CameraUnit& unit, Clock& clock, Micros until) {
  while (clock.boot_us() < until) {
    unit.step(clock.boot_us());
    unit.take_messages();
    std::vector<Wait> waits;
    const Micros now = clock.boot_us();
    unit.wait(now, waits);
    Micros due = std::min(until, now + us_per_s);
    std::vector<pollfd> fds;
    for (const auto& w : waits) {
      if (w.fd >= 0) fds.push_back({w.fd, POLLIN, 0});
      if (w.until) due = std::min(due, *w.until);
    }
    ::poll(fds.data(), fds.size(), static_cast<int>(std::max<Micros>(due - now + 999, 0) / us_per_ms));
  }
}

}  // namespace

std::string idle_clip(const std::string& folder, int width, int height, int fps, bool jpeg) {
  Shot shot;
  shot.width = width, shot.height = height;
  shot.clutter = true;
  const auto counter = frame_of(shot, 1);
  std::vector<std::string> frames;
  for (std::uint64_t i = 0; i < 15; ++i) {
    const auto grainy = test::noisy(counter, 4, i);
    frames.emplace_back(as_text(jpeg ? test::as_jpeg(grainy, 80) : grainy.pixels));
  }
  const auto [f, w, h] = std::array{static_cast<std::size_t>(fps), static_cast<std::size_t>(width),
                                    static_cast<std::size_t>(height)};
  const auto path = fmt::format("{}/{}x{}.{}", folder, width, height, jpeg ? "avi" : "y4m");
  std::ofstream(path, std::ios::binary)
      << (jpeg ? test::as_avi(frames, f, w, h) : test::as_y4m(frames, f, w, h));
  return path;
}

Cost watch(const std::string& video, bool gate, int seconds) {
  SystemClock clock;
  SeededRandom random(1);
  auto worker = vision::Worker::start("/proc/self/exe", clock.boot_us()).value();
  auto* reader = worker.get();
  CameraSettings settings;
  settings.gate = gate;
  CameraUnit unit("cam", std::make_unique<video::VideoSource>(video::Settings{video, true}),
                  std::move(worker), random, std::move(settings));
  // With the gate until nothing happened for long enough that it counts as idle.
  turn(unit, clock, clock.boot_us() + (gate ? LookRule::drowsy_after + 4 * us_per_s : us_per_s));
  const auto frames = unit.snapshot().counters["frames"];
  const Micros own = own_time(), readers = time_of(reader->pid()), began = clock.boot_us();
  turn(unit, clock, began + seconds * us_per_s);
  const auto wall = static_cast<double>(clock.boot_us() - began);
  Cost out;
  out.own_percent = 100.0 * static_cast<double>(own_time() - own) / wall;
  out.reader_percent = 100.0 * static_cast<double>(time_of(reader->pid()) - readers) / wall;
  out.counters = unit.snapshot().counters;
  out.fps = static_cast<double>(out.counters["frames"] - frames) * 1e6 / wall;
  return out;
}

}  // namespace outpost::bench
