// outpost-lab-can INTERFACE CAR: a simulated car on a CAN interface of the kernel, until it is killed. The
// other end of what tests/lab/can.sh tries: real frames, real queues, another process.
#include "devices/sim/can_car.hpp"
#include "devices/transport/can_port.hpp"
#include "edge/base/clock.hpp"

#include <algorithm>
#include <cstdio>
#include <poll.h>

using namespace outpost;
using namespace outpost::dev;

namespace {

int carry(CanPort& port, Simulator& car) {
  SystemClock clock;
  Bytes buffer(max_read_bytes), out;
  for (;;) {
    const auto now = clock.boot_us();
    car.on_tick(now);
    const auto said = car.take_output();
    out.insert(out.end(), said.begin(), said.end());
    const auto sent = port.write(out, now);
    if (!sent) return std::fprintf(stderr, "%s\n", sent.error().text.c_str()), 1;
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(*sent));
    const auto due = car.next_deadline();
    const auto wait = port.wait(now, false);
    pollfd p{wait.fd, POLLIN, 0};
    ::poll(&p, 1,
           static_cast<int>(std::clamp<Micros>((due.value_or(now + us_per_s) - now) / us_per_ms, 0, 20)));
    const auto got = port.read(buffer, clock.boot_us());
    if (!got) return std::fprintf(stderr, "%s\n", got.error().text.c_str()), 1;
    if (*got > 0) car.on_bytes(ByteView(buffer).first(*got), clock.boot_us());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fprintf(stderr, "outpost-lab-can INTERFACE CAR\n"), 2;
  auto car = CanCar::make({"can", {{"car", argv[2]}}});
  if (!car) return std::fprintf(stderr, "%s\n", car.error().text.c_str()), 2;
  CanPort port(argv[1]);
  if (const auto opened = port.open(SystemClock().boot_us()); !opened)
    return std::fprintf(stderr, "%s\n", opened.error().text.c_str()), 1;
  (*car)->on_plug(SystemClock().boot_us());
  return carry(port, **car);
}
