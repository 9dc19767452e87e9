// Bytes of an adapter to replies and kinds of lines: bounded, and every reply readable.
#include "devices/codec/elm327.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost::dev;
  ElmReader reader;
  const auto half = size / 2;  // cut anywhere, the outcome is the same
  reader.feed({data, half});
  reader.feed({data + half, size - half});
  reader.feed(outpost::as_bytes(">"));
  int replies = 0;
  while (const auto reply = reader.next()) {
    if (++replies > 16 || reply->lines.size() > elm_max_reply_bytes / 16) std::abort();
    for (const auto& line : reply->lines) {
      if (line.size() > elm_max_line_bytes) std::abort();
      (void)classify_line(line, "010C");
      (void)parse_voltage_mv(line);
      (void)parse_protocol_number(line);
    }
  }
  return 0;
}
