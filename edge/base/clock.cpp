#include "edge/base/clock.hpp"

#include <ctime>

namespace outpost {
namespace {

Micros read(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<Micros>(t.tv_sec) * us_per_s + t.tv_nsec / 1'000;
}

}  // namespace

Micros SystemClock::wall_us() { return read(CLOCK_REALTIME); }
Micros SystemClock::boot_us() { return read(CLOCK_BOOTTIME); }

}  // namespace outpost
