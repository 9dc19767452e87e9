// Any text as a captured stream.
#include "devices/transport/replay_script.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost::dev;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto steps = parse_replay({reinterpret_cast<const char*>(data), size});
  if (!steps) return 0;
  for (const auto& step : *steps) {
    const auto again = parse_replay(replay_line(step));
    if (!again && !step.bytes.empty()) std::abort();
  }
  return 0;
}
