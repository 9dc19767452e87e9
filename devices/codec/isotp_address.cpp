#include "devices/codec/isotp_address.hpp"

namespace outpost::dev {

ByteView isotp_body(const IsoTpAddress& address, ByteView frame) {
  if (!address.in) return frame;
  if (frame.empty() || frame[0] != *address.in) return {};
  return frame.subspan(1);
}

Bytes isotp_frame(const IsoTpAddress& address, ByteView body, std::optional<std::uint8_t> pad) {
  Bytes frame;
  frame.reserve(can_frame_bytes);
  if (address.out) frame.push_back(*address.out);
  frame.insert(frame.end(), body.begin(), body.end());
  if (pad) frame.resize(can_frame_bytes, *pad);
  return frame;
}

}  // namespace outpost::dev
