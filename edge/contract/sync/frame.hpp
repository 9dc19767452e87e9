// The outermost bytes of every message between store, agent and headquarters:
//
//   'O' 'P'  version(1)  flags(1)  head length(4, little endian)  head (JSON)  payload (bytes)
//
// The head is small and read by everybody; the payload (events) is carried without being looked at. Flag bit
// 0: the payload is one zstd frame. Pure; bounded; never throws.
#pragma once

#include "edge/base/bytes.hpp"

#include <string>
#include <string_view>

namespace outpost::wire {

inline constexpr std::uint8_t frame_version = 1;
inline constexpr std::size_t frame_prefix_bytes = 8;
inline constexpr std::size_t max_head_bytes = 512 << 10;   ///< a hello of 1,024 incarnations is under 128 KiB
inline constexpr std::size_t max_payload_bytes = 8 << 20;  ///< events of one message, before compression
inline constexpr std::size_t max_frame_bytes = 10 << 20;   ///< also the sockets' MAXMSGSIZE

struct Frame {
  std::string_view head;  ///< JSON text
  ByteView payload;       ///< as sent: compressed when `packed`
  bool packed = false;
};

/// Head and payload must be within their bounds; the caller has cut them so.
std::string join_frame(std::string_view head, ByteView payload, bool packed);
/// Views into `bytes`. Errors: `wire-too-large`, `wire-malformed`, `wire-version`.
Result<Frame> split_frame(std::string_view bytes);

/// zstd level 1: fast enough for a store box, and events of one kind compress to a fifth.
Bytes pack(ByteView plain);
/// Errors: `wire-malformed` (not one zstd frame of known length), `wire-too-large` (over `limit_bytes` when
/// unpacked).
Result<Bytes> unpack(ByteView packed, std::size_t limit_bytes);

}  // namespace outpost::wire
