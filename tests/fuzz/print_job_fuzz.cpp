// Any text as a print job: refused with a name, or printed within the bounds; nothing in it becomes a printer
// command.
#include "devices/codec/escpos_receipt.hpp"
#include "devices/sim/escpos_reader.hpp"

#include <cstdint>
#include <cstdlib>

using namespace outpost;
using namespace outpost::dev;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto job = ipc::decode_print({reinterpret_cast<const char*>(data), size});
  if (!job) return 0;
  const auto receipt = escpos::encode_receipt(*job, 32);
  if (!receipt) return 0;
  EscposReader reader(32);
  for (const auto& part : receipt->parts) {
    if (part.size() > escpos::max_part_bytes) std::abort();
    reader.feed(part);
  }
  if (reader.unknown_bytes() != 0) std::abort();
  return 0;
}
