// Where an ISO-TP frame begins. With normal addressing the CAN identifier says everything; with extended and
// mixed addressing (ISO 15765-2) one address byte goes before the PCI byte, and a frame carries one byte
// less.
#pragma once

#include "edge/base/bytes.hpp"

#include <optional>

namespace outpost::dev {

inline constexpr std::size_t can_frame_bytes = 8;  ///< data of a classic CAN frame

struct IsoTpAddress {
  std::optional<std::uint8_t> out;  ///< goes before the PCI byte of what we send
  std::optional<std::uint8_t> in;   ///< must stand before the PCI byte of what is for us

  static IsoTpAddress normal() { return {}; }
  /// The address byte is that of the receiver: `peer` in what we send, `own` in what comes.
  static IsoTpAddress extended(std::uint8_t own, std::uint8_t peer) { return {peer, own}; }
  /// One address extension for both directions.
  static IsoTpAddress mixed(std::uint8_t extension) { return {extension, extension}; }

  /// Bytes of a frame from the PCI byte on: 8, or 7 behind an address byte.
  std::size_t room() const { return can_frame_bytes - (out ? 1 : 0); }
};

/// The frame from its PCI byte on; empty when its address byte is another's (or there is none).
ByteView isotp_body(const IsoTpAddress& address, ByteView frame);

/// The address byte, if any, `body`, and `pad` up to 8 bytes; without `pad` the frame stays short.
Bytes isotp_frame(const IsoTpAddress& address, ByteView body, std::optional<std::uint8_t> pad);

}  // namespace outpost::dev
