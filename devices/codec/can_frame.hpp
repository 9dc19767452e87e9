// A CAN frame as 16 bytes on a byte stream, laid out as Linux lays out `struct can_frame`: identifier with
// its flags (32 bits, host order), length, three bytes of nothing, eight data bytes. So a raw CAN socket, a
// captured stream and a simulator carry the same. Pure.
#pragma once

#include "edge/base/bytes.hpp"

#include <array>
#include <optional>
#include <vector>

namespace outpost::dev {

inline constexpr std::size_t can_record_bytes = 16;
inline constexpr std::size_t can_data_bytes = 8;
inline constexpr std::uint32_t can_wide_flag = 0x80000000, can_remote_flag = 0x40000000,
                               can_error_flag = 0x20000000;
// What an error frame's identifier tells (linux/can/error.h).
inline constexpr std::uint32_t can_error_controller = 0x04, can_error_protocol = 0x08,
                               can_error_no_ack = 0x20, can_error_bus_off = 0x40, can_error_bus = 0x80,
                               can_error_restarted = 0x100;

struct CanFrame {
  std::uint32_t id = 0;  ///< 11 or 29 bits; of an error frame: what happened
  bool wide = false;     ///< 29-bit identifier
  bool remote = false, error = false;
  Bytes data;  ///< at most 8 bytes

  bool operator==(const CanFrame&) const = default;
};

std::array<std::uint8_t, can_record_bytes> write_can_record(const CanFrame& record);
/// Nothing when the length is over 8 or the identifier has more bits than it may have. Precondition: 16
/// bytes.
std::optional<CanFrame> read_can_record(ByteView bytes);

/// Cuts a stream of bytes into frames; a part of a record waits for the rest. One thread.
class CanStream {
public:
  /// The frames that are complete now; what is none is counted and left out.
  std::vector<CanFrame> feed(ByteView bytes);
  std::int64_t refused() const { return refused_; }
  void reset() { rest_.clear(); }

private:
  Bytes rest_;
  std::int64_t refused_ = 0;
};

/// What an error frame says, the worst first.
enum class CanTrouble {
  bus_off,    ///< the controller has left the bus after too many errors
  not_heard,  ///< nobody acknowledged: no car on the line, or another bit rate
  bus_error,  ///< bit, form, stuff or checksum errors
  overflow,   ///< frames were lost in the controller
  restarted,  ///< on the bus again
  none,       ///< warnings that cost nothing yet
};
/// Precondition: `error.error`.
CanTrouble can_trouble(const CanFrame& error);

}  // namespace outpost::dev
