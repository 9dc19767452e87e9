// The lines of a J1939 reply to messages of one parameter group, unit by unit, also those that come in parts
// by the transport protocol of J1939-21 (broadcast or addressed; the adapter does the handshake).
#pragma once

#include "devices/codec/obd_frames.hpp"

namespace outpost::dev {

inline constexpr std::size_t j1939_max_message_bytes = 1'785;  ///< 255 packets of 7

/// Messages of `pgn` alone. Faults: `line-malformed`, `tp-length`, `tp-sequence`, `tp-no-begin`,
/// `tp-interrupted`, `tp-incomplete`, `tp-abort`, `j1939-refused`, `j1939-denied`, `j1939-busy`.
FrameSet read_j1939_frames(std::uint32_t pgn, const ElmReply& reply, bool headers, const std::string& sent);

}  // namespace outpost::dev
