// A CAN frame, and how one travels as bytes: 16 bytes laid out like Linux's `struct can_frame`, so that a raw
// CAN socket, a captured stream and a simulator carry the same. Pure.
#pragma once

#include "edge/base/bytes.hpp"

#include <array>
#include <optional>

namespace outpost::dev {

struct CanFrame {
  std::uint32_t id = 0;  ///< 11 bits, or 29 when `extended`
  bool extended = false;
  bool remote = false;    ///< asks for data and carries none; nothing of OBD does
  bool error = false;     ///< not of the bus but about it: see CanTrouble
  std::uint8_t size = 0;  ///< of `data`, 0 to 8
  std::array<std::uint8_t, 8> data{};

  ByteView bytes() const { return ByteView(data).first(size); }
  bool operator==(const CanFrame&) const = default;
};

inline constexpr std::size_t can_record_bytes = 16;

/// Precondition: at most 8 bytes.
CanFrame make_can_frame(std::uint32_t id, bool extended, ByteView data);

void append_can_record(const CanFrame& frame, Bytes& out);
/// Errors `can-length` (over 8 bytes), `can-identifier` (11 bits that are more). Precondition: 16 bytes.
Result<CanFrame> parse_can_record(ByteView record);

/// Cuts a stream of bytes into records; a part of one waits for the rest. One thread.
class CanRecords {
public:
  /// The frames that are complete now, and how many records were none.
  std::vector<CanFrame> feed(ByteView bytes);
  std::size_t refused() const { return refused_; }
  void reset() { rest_.clear(); }

private:
  Bytes rest_;
  std::size_t refused_ = 0;
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
CanTrouble can_trouble(const CanFrame& error);

}  // namespace outpost::dev
