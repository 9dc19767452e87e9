// Frames to messages: the input is a row of frames, each a length byte and its bytes.
#include "devices/codec/isotp.hpp"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost::dev;
  outpost::ByteView rest(data, size);
  IsoTpReceiver receiver;
  while (!rest.empty()) {
    const auto n = std::min<std::size_t>(rest[0] % 10, rest.size() - 1);
    const auto message = receiver.on_frame(rest.subspan(1, n));
    rest = rest.subspan(1 + n);
    if (!message) {
      receiver.reset();
      continue;
    }
    if (!*message) continue;
    // A message came: split again, it must come again.
    const auto frames = isotp_split(**message, 0);
    if (!frames) std::abort();
    IsoTpReceiver again;
    std::optional<outpost::Bytes> got;
    for (const auto& f : *frames)
      if (auto step = again.on_frame(f); step && *step) got = **step;
    if (got != *message) std::abort();
  }
  return 0;
}
