// A whole reply of a truck: no crash, a report only when its group stands in the text, and its entries can be
// taken apart. The first byte picks headers and group.
#include "devices/codec/j1939.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost::dev;
  if (size < 1) return 0;
  const bool headers = data[0] & 1;
  const auto pgn = data[0] & 2 ? j1939_dm2 : j1939_dm1;
  ElmReader reader;
  reader.feed({data + 1, size - 1});
  reader.feed(outpost::as_bytes("\r>"));
  while (const auto reply = reader.next()) {
    const auto reading = read_j1939(pgn, *reply, headers, "FECA");
    if (reading.values.empty() && reading.faults.empty() && !reading.no_data) std::abort();
    if (reading.values.empty()) continue;
    std::string all;
    for (const auto& line : reply->lines) all += squeeze(line) + "|";
    const bool direct = all.find(pgn == j1939_dm1 ? "FECA" : "FECB") != std::string::npos;
    const bool in_parts = all.find(pgn == j1939_dm1 ? "CAFE00" : "CBFE00") != std::string::npos;
    if (headers && !direct && !in_parts) std::abort();
    for (const auto& v : reading.values)
      for (const auto& entry : v.list)
        if (!parse_j1939_code(entry)) std::abort();
  }
  return 0;
}
