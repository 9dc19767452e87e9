#include "devices/codec/cobs.hpp"

namespace outpost::dev {

Bytes cobs_encode(ByteView payload) {
  Bytes out = {1};
  std::size_t mark = 0;  // where the distance to the next zero is written
  for (std::size_t i = 0; i < payload.size(); ++i) {
    if (payload[i] != 0) {
      out.push_back(payload[i]);
      ++out[mark];
    }
    // A full block of 254 is closed, unless the payload ends exactly here.
    if (payload[i] == 0 || (out[mark] == 0xFF && i + 1 < payload.size())) {
      mark = out.size();
      out.push_back(1);
    }
  }
  return out;
}

Result<Bytes> cobs_decode(ByteView frame) {
  const auto malformed = [] { return fail(Code::corrupt, "cobs-malformed", "A frame is damaged."); };
  if (frame.empty()) return malformed();
  Bytes out;
  for (std::size_t i = 0; i < frame.size();) {
    const std::size_t distance = frame[i];
    if (distance == 0 || i + distance > frame.size()) return malformed();
    for (std::size_t k = 1; k < distance; ++k) {
      if (frame[i + k] == 0) return malformed();
      out.push_back(frame[i + k]);
    }
    i += distance;
    if (distance != 0xFF && i < frame.size()) out.push_back(0);
  }
  return out;
}

}  // namespace outpost::dev
