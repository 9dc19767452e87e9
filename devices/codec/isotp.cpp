#include "devices/codec/isotp.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

Error bad(std::string name, std::string text) {
  return fail(Code::corrupt, std::move(name), std::move(text));
}

}  // namespace

Result<std::optional<Bytes>> IsoTpReceiver::on_frame(ByteView frame) {
  if (frame.empty()) return bad("isotp-empty", "A CAN frame carries no bytes.");
  if (frame.size() > room_)
    return bad("isotp-long",
               fmt::format("A CAN frame of {} bytes: at most {} are possible.", frame.size(), room_));
  switch (frame[0] >> 4) {
  case 0: return single(frame);
  case 1: return first(frame);
  case 2: return consecutive(frame);
  case 3: return std::optional<Bytes>();
  default:
    return bad("isotp-pci", fmt::format("A CAN frame begins with {:02X}: no such frame type.", frame[0]));
  }
}

Result<std::optional<Bytes>> IsoTpReceiver::single(ByteView frame) {
  const std::size_t length = frame[0] & 0x0F;
  if (open()) return bad("isotp-interrupted", "A new message began before the last one was complete.");
  if (length == 0 || length > room_ - 1)
    return bad("isotp-length", fmt::format("A single frame says that it carries {} bytes.", length));
  if (frame.size() < 1 + length)
    return bad("isotp-short",
               fmt::format("A single frame says {} bytes and carries {}.", length, frame.size() - 1));
  return std::optional(Bytes(frame.begin() + 1, frame.begin() + 1 + static_cast<std::ptrdiff_t>(length)));
}

Result<std::optional<Bytes>> IsoTpReceiver::first(ByteView frame) {
  if (open()) return bad("isotp-interrupted", "A new message began before the last one was complete.");
  if (frame.size() < room_)
    return bad("isotp-short",
               fmt::format("A first frame of {} bytes: it must fill all {}.", frame.size(), room_));
  const std::size_t length = (static_cast<std::size_t>(frame[0] & 0x0F) << 8) | frame[1];
  if (length < room_)
    return bad("isotp-length", fmt::format("A first frame announces {} bytes, which fit one frame.", length));
  message_.assign(frame.begin() + 2, frame.end());
  expected_ = length;
  next_ = 1;
  return std::optional<Bytes>();
}

Result<std::optional<Bytes>> IsoTpReceiver::consecutive(ByteView frame) {
  if (!open()) return bad("isotp-no-first-frame", "A continuation came without a beginning.");
  const unsigned number = frame[0] & 0x0F;
  if (number != next_)
    return bad("isotp-sequence", fmt::format("Continuation {} came where {} was due.", number, next_));
  const auto want = std::min(room_ - 1, expected_ - message_.size());
  if (frame.size() - 1 < want)
    return bad("isotp-short",
               fmt::format("Continuation {} carries {} bytes of {}.", number, frame.size() - 1, want));
  message_.insert(message_.end(), frame.begin() + 1, frame.begin() + 1 + static_cast<std::ptrdiff_t>(want));
  next_ = (next_ + 1) & 0x0F;
  if (message_.size() < expected_) return std::optional<Bytes>();
  expected_ = 0;
  return std::optional(std::exchange(message_, {}));
}

Error IsoTpReceiver::incomplete() const {
  return bad("isotp-incomplete",
             fmt::format("Only {} of {} bytes of a message arrived.", message_.size(), expected_));
}

Result<std::vector<Bytes>> isotp_split(ByteView message, std::uint8_t pad) {
  if (message.empty() || message.size() > isotp_max_message_bytes)
    return bad("isotp-length", fmt::format("A message of {} bytes cannot be sent.", message.size()));
  std::vector<Bytes> frames;
  const auto put = [&](Bytes frame, std::size_t room) {
    const auto n = std::min(room, message.size());
    frame.insert(frame.end(), message.begin(), message.begin() + static_cast<std::ptrdiff_t>(n));
    frame.resize(can_frame_bytes, pad);
    frames.push_back(std::move(frame));
    message = message.subspan(n);
  };
  const auto length = message.size();
  if (length < can_frame_bytes) {
    put({static_cast<std::uint8_t>(length)}, can_frame_bytes - 1);
    return frames;
  }
  put({static_cast<std::uint8_t>(0x10 | (length >> 8)), static_cast<std::uint8_t>(length)},
      can_frame_bytes - 2);
  for (unsigned n = 1; !message.empty(); ++n)
    put({static_cast<std::uint8_t>(0x20 | (n & 0x0F))}, can_frame_bytes - 1);
  return frames;
}

Bytes isotp_flow_control(std::uint8_t pad) {
  Bytes frame = {0x30, 0, 0};
  frame.resize(can_frame_bytes, pad);
  return frame;
}

}  // namespace outpost::dev
