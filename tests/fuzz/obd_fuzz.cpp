// A whole reply under every protocol: no crash, and no value of service 01 without its echo somewhere in the
// text. The first byte picks the protocol, the second the request.
#include "devices/codec/obd.hpp"

#include <array>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace outpost::dev;
  if (size < 2) return 0;
  constexpr std::array<std::string_view, 26> requests = {
      "0100",   "0101",         "010C",         "010C0D05",     "020500",     "03",     "07",
      "0601",   "0902",         "0904",         "090A",         "7A0:22C00B", "1902FF", "22F190",
      "0A",     "190403011101", "1904030111FF", "190603011101", "194233FFFF", "195533", "22F40CF40DF405",
      "22F802", "22F804",       "22F188",       "3E00",         "1001"};
  const auto* protocol = protocol_by_number(1 + data[0] % 9);
  const auto request = parse_obd_request(requests[data[1] % requests.size()]);
  if (!protocol || !request) std::abort();
  ElmReader reader;
  reader.feed({data + 2, size - 2});
  reader.feed(outpost::as_bytes("\r>"));
  while (const auto reply = reader.next()) {
    const bool headers = (data[0] & 0x40) == 0;
    const auto reading =
        read_obd(*request, {protocol->bus, headers, request_text(request->bytes), 0}, *reply);
    if (reading.values.empty() && reading.faults.empty() && !reading.no_data) std::abort();
    if (reading.values.empty()) continue;
    // Digits of the whole reply without line ends: the echo may lie across the parts of a long message.
    std::string all;
    for (const auto& line : reply->lines) all += squeeze(line);
    std::string echo(1, "0123456789ABCDEF"[(request->service() | 0x40) >> 4]);
    echo += "0123456789ABCDEF"[request->service() & 0x0F];
    const bool refusal = request->service() == 0x04;
    if (!refusal && all.find(echo) == std::string::npos) std::abort();
    for (const auto& v : reading.values) (void)value_text(v);
  }
  return 0;
}
