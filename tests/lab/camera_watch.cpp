// outpost-lab-camera PORT SECONDS: opens a camera as outpost-camera does and says what happens to it, a line
// each: "first 640x480 gray at 312 ms", "camera-lost after 87 frames at 8010 ms", "end frames 200 half 0
// missed 0 fps 24".
#include "devices/transport/back_off.hpp"
#include "devices/transport/v4l2/camera_source.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <poll.h>

using namespace outpost;
using namespace outpost::dev;

namespace {

class Watch {
public:
  explicit Watch(v4l2::Settings settings) : source_(std::move(settings)) {}

  void run(Micros seconds) {
    began_ = clock_.boot_us();
    while (clock_.boot_us() - began_ < seconds * us_per_s) turn();
    const auto counters = source_.counters();
    const auto length = std::max<Micros>(last_at_ - first_at_, 1);
    std::printf("end frames %lld half %lld missed %lld fps %lld\n", static_cast<long long>(all_),
                static_cast<long long>(counters.at("half_frames")),
                static_cast<long long>(counters.at("dropped_by_camera")),
                static_cast<long long>(since_first_ * us_per_s / length));
  }

private:
  void turn() {
    const Micros now = clock_.boot_us();
    if (!source_.is_open() && now >= retry_at_) {
      if (const auto r = source_.open(now); !r) return lost(r.error(), now);
      back_off_.opened(now);
      frames_ = 0;
    }
    for (const auto& note : source_.take_notes()) say("note", note, now);
    pollfd p{-1, POLLIN, 0};
    std::vector<Wait> waits;
    source_.wait(now, waits);
    if (!waits.empty()) p.fd = waits[0].fd;
    ::poll(&p, 1, 100);
    if (!source_.is_open()) return;
    if (const auto r = source_.step(clock_.boot_us()); !r) return lost(r.error(), clock_.boot_us());
    auto frame = source_.take(memory_, clock_.boot_us());
    if (!frame) return lost(frame.error(), clock_.boot_us());
    if (*frame) count(**frame, clock_.boot_us());
  }
  void count(const Frame& frame, Micros now) {
    ++all_;
    if (frames_++ == 0) {
      said_.clear();
      std::printf("first %dx%d %s at %lld ms\n", frame.width, frame.height,
                  frame.kind == Frame::Kind::gray ? "gray" : "file",
                  static_cast<long long>((now - began_) / us_per_ms));
      first_at_ = now, since_first_ = -1;
    }
    ++since_first_, last_at_ = now;
    std::fflush(stdout);
  }
  void lost(const Error& why, Micros now) {
    source_.close();
    retry_at_ = back_off_.lost(now);
    if (said_ != why.name) say(why.name, why.text, now);
    said_ = why.name;
  }
  void say(const std::string& what, const std::string& text, Micros now) {
    std::printf("%s after %lld frames at %lld ms: %s\n", what.c_str(), static_cast<long long>(frames_),
                static_cast<long long>((now - began_) / us_per_ms), text.c_str());
    std::fflush(stdout);
  }

  SystemClock clock_;
  SystemRandom random_;
  BackOff back_off_{random_};
  v4l2::CameraSource source_;
  Bytes memory_ = Bytes(33 << 20);
  Micros began_ = 0, retry_at_ = 0, first_at_ = 0, last_at_ = 0;
  std::int64_t frames_ = 0, all_ = 0, since_first_ = 0;
  std::string said_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "outpost-lab-camera PORT SECONDS\n"), 2;
  const auto port = parse_port(argv[1]);
  auto settings = port ? v4l2::Settings::parse(*port) : Result<v4l2::Settings>(port.error());
  if (!settings) return std::fprintf(stderr, "%s\n", settings.error().text.c_str()), 2;
  Watch(std::move(*settings)).run(std::atoi(argv[2]));
  return 0;
}
