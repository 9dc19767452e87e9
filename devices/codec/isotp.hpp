// ISO 15765-2 (ISO-TP): messages of up to 4,095 bytes in CAN frames of 8. Pure; the same code serves the
// lines of an adapter, raw CAN and the simulator.
#pragma once

#include "devices/codec/isotp_address.hpp"

#include <vector>

namespace outpost::dev {

inline constexpr std::size_t isotp_max_message_bytes = 4'095;  ///< 12 bits of length

/// Puts the frames of ONE sender together. After any error everything of that sender is suspect until
/// reset(): a message with a hole is refused, never padded.
class IsoTpReceiver {
public:
  IsoTpReceiver() = default;
  /// `room`: bytes of a full frame from the PCI byte on: 8, or 7 behind an address byte.
  explicit IsoTpReceiver(std::size_t room) : room_(room) {}

  /// `frame`: 1 to `room` data bytes, from the PCI byte on. Gives a message when it is complete, nothing
  /// while it is not (or for flow control, which is none of the receiver's business). Errors: `isotp-empty`,
  /// `isotp-short` (fewer bytes than the PCI says), `isotp-length` (0, or a first frame that would fit a
  /// single one), `isotp-long` (over `room` bytes), `isotp-pci`, `isotp-no-first-frame`, `isotp-sequence`,
  /// `isotp-interrupted` (a new message inside another).
  Result<std::optional<Bytes>> on_frame(ByteView frame);

  /// A message is open: its end has not come.
  bool open() const { return expected_ != 0; }
  /// What is missing, for a text; `isotp-incomplete`.
  Error incomplete() const;
  void reset() { *this = IsoTpReceiver(room_); }

private:
  Result<std::optional<Bytes>> single(ByteView frame);
  Result<std::optional<Bytes>> first(ByteView frame);
  Result<std::optional<Bytes>> consecutive(ByteView frame);

  std::size_t room_ = can_frame_bytes;
  Bytes message_;
  std::size_t expected_ = 0;  // bytes of the open message; 0 = none open
  unsigned next_ = 0;
};

/// The frames of a message, each `pad`ded to 8 bytes. Errors: `isotp-length` (empty or over 4,095 bytes).
Result<std::vector<Bytes>> isotp_split(ByteView message, std::uint8_t pad);

/// A flow control frame "continue, all the rest, no pause", padded.
Bytes isotp_flow_control(std::uint8_t pad);

}  // namespace outpost::dev
