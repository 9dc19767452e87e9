// Anything at all as a message between store, agent and headquarters. What is read must be writable and
// readable again: the intake log keeps it.
#include "edge/contract/sync/local.hpp"
#include "edge/contract/sync/message.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto message = wire::decode(bytes))
    if (!wire::decode(wire::encode(*message))) std::abort();
  if (const auto body = wire::local::decode(bytes))
    if (!wire::local::decode(wire::local::encode(*body))) std::abort();
  if (const auto records = wire::split_records({data, size}))
    for (const auto record : *records)
      if (const auto event = wire::decode_record(record)) (void)wire::hash_of(*event);
  return 0;
}
