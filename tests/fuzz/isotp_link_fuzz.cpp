// Sender and reader under any frames at any time: no crash, a message of the reader is never longer than was
// announced, every frame of the sender fits a CAN frame, and the sender comes to an end. The input is a row
// of: what to do, time passed, length, bytes.
#include "devices/codec/isotp_reader.hpp"
#include "devices/codec/isotp_sender.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost;
  using namespace outpost::dev;
  ByteView rest(data, size);
  if (rest.size() < 4) return 0;
  const auto address = rest[0] & 1 ? IsoTpAddress::extended(rest[1], rest[2]) : IsoTpAddress::normal();
  IsoTpSender sender(address, rest[0] & 2 ? std::optional(rest[3]) : std::nullopt);
  IsoTpReader reader(address, {rest[1], rest[2]}, rest[3]);
  rest = rest.subspan(4);
  Micros now = 0;
  while (rest.size() >= 3) {
    now += rest[1] * 10 * us_per_ms;
    const auto n = std::min<std::size_t>(rest[2] % 11, rest.size() - 3);
    const auto frame = rest.subspan(3, n);
    if (rest[0] % 4 == 0) (void)sender.start(rest);
    if (rest[0] % 4 == 1) (void)sender.on_frame(frame, now);
    if (rest[0] % 4 >= 2) {
      const auto message = reader.on_frame(frame, now);
      if (message && *message && (*message)->size() > isotp_max_message_bytes) std::abort();
    }
    (void)reader.on_tick(now);
    if (const auto flow = reader.flow_control(); flow && flow->size() > can_frame_bytes) std::abort();
    for (int burst = 0;; ++burst) {
      const auto out = sender.next(now);
      if (!out || !*out) break;
      if ((*out)->size() > can_frame_bytes || burst > 700) std::abort();
    }
    rest = rest.subspan(3 + n);
  }
  if (sender.busy() && sender.next(now + isotp_n_bs_us).ok() && sender.wake_us() > now + 3 * isotp_n_bs_us)
    std::abort();
  return 0;
}
