// The frames of a shelf board (8 to 32 load cells behind a microcontroller on a serial line): COBS with a
// zero behind, at most 128 bytes of type, body and CRC-16; integers little endian.
#pragma once

#include "edge/base/bytes.hpp"

#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace outpost::dev {

inline constexpr std::size_t shelf_max_payload_bytes = 128;  ///< with type and CRC
inline constexpr int shelf_max_channels = 32;

struct ShelfHello {
  int version = 1;
  int channels = 0;                      ///< 1 to 32
  int rate_deci_hz = 100;                ///< samples a second and channel, times ten
  std::array<std::uint8_t, 12> board{};  ///< unique number of the board
  int firmware = 0;
  bool operator==(const ShelfHello&) const = default;
};
struct ShelfSample {
  std::uint8_t seq = 0;
  std::uint32_t t_ms = 0;         ///< of the board; wraps after 49.7 days
  int first = 0;                  ///< channel of raw[0]
  std::vector<std::int32_t> raw;  ///< 1 to 32 counts of 24 bits
  std::uint32_t faults = 0;       ///< bit n: the board itself says that channel n is faulty
  std::optional<int> temperature_centi_c;
  bool operator==(const ShelfSample&) const = default;
};
struct ShelfDoor {
  std::uint8_t seq = 0;
  std::uint32_t t_ms = 0;
  std::uint8_t bits = 0;  ///< debounced contacts; bit 0 set = open
  bool operator==(const ShelfDoor&) const = default;
};
struct ShelfGetHello {
  bool operator==(const ShelfGetHello&) const = default;
};
struct ShelfSetRate {
  bool fast = false;  ///< false 10/s, true 80/s; answered by a hello
  bool operator==(const ShelfSetRate&) const = default;
};
struct ShelfLed {
  std::uint8_t channel = 0, pattern = 0;
  bool operator==(const ShelfLed&) const = default;
};
struct ShelfNak {
  std::uint8_t type = 0, reason = 0;
  bool operator==(const ShelfNak&) const = default;
};
/// A type of a later board: to be ignored.
struct ShelfUnknown {
  std::uint8_t type = 0;
  bool operator==(const ShelfUnknown&) const = default;
};

using ShelfFrame = std::variant<ShelfHello, ShelfSample, ShelfDoor, ShelfGetHello, ShelfSetRate, ShelfLed,
                                ShelfNak, ShelfUnknown>;

/// What goes on the wire, with the zero at the end. Precondition: 1 to 32 values in a sample.
Bytes encode_shelf(const ShelfFrame& frame);

/// One frame without its zero. Errors: `cobs-malformed`, `shelf-too-long`, `shelf-short`, `shelf-crc`,
/// `shelf-length` (the body is not as long as its type wants, or a sample names channels that cannot be).
Result<ShelfFrame> decode_shelf(ByteView frame);

/// Bytes of the line to frames. Bounded whatever comes.
class ShelfReader {
public:
  /// Calls `take` for each complete frame or error, in order.
  template <class Take> void feed(ByteView bytes, Take take) {
    for (const auto b : bytes) {
      if (b != 0) {
        if (frame_.size() <= shelf_max_payload_bytes + 2) frame_.push_back(b);
        continue;
      }
      if (!frame_.empty()) take(decode_shelf(frame_));
      frame_.clear();
    }
  }
  void reset() { frame_.clear(); }

private:
  Bytes frame_;
};

}  // namespace outpost::dev
