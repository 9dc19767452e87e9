#include "edge/contract/ipc/message.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost;
  const auto message = ipc::decode(as_text({data, size}));
  if (!message) return 0;
  // What was accepted must survive a round trip, or edge and a device would disagree about it.
  const auto again = ipc::decode(ipc::encode(*message));
  if (!again || ipc::encode(*again) != ipc::encode(*message)) std::abort();
  return 0;
}
