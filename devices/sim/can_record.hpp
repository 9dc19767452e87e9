// A CAN frame as 16 bytes on a byte stream, laid out as Linux lays out `struct can_frame`: identifier with
// its flags (32 bits, host order), length, three bytes of nothing, eight data bytes.
#pragma once

#include "edge/base/bytes.hpp"

#include <array>
#include <optional>

namespace outpost::dev {

inline constexpr std::size_t can_record_bytes = 16;
inline constexpr std::size_t can_data_bytes = 8;
inline constexpr std::uint32_t can_wide_flag = 0x80000000, can_remote_flag = 0x40000000,
                               can_error_flag = 0x20000000;
// What an error frame's identifier tells (linux/can/error.h).
inline constexpr std::uint32_t can_error_bus_off = 0x40, can_error_bus = 0x80, can_error_restarted = 0x100;

struct CanRecord {
  std::uint32_t id = 0;  ///< 11 or 29 bits; of an error frame: what happened
  bool wide = false;     ///< 29-bit identifier
  bool remote = false, error = false;
  Bytes data;  ///< at most 8 bytes

  bool operator==(const CanRecord&) const = default;
};

std::array<std::uint8_t, can_record_bytes> write_can_record(const CanRecord& record);
/// Nothing when the length is over 8 or the identifier has more bits than it may have. Precondition: 16
/// bytes.
std::optional<CanRecord> read_can_record(ByteView bytes);

}  // namespace outpost::dev
