// Receives ISO-TP messages of one peer on a CAN link of our own, where nobody else sends the flow control:
// says when one is due, and gives up when the rest does not come. (The lines of an adapter need only
// IsoTpReceiver.)
#pragma once

#include "devices/codec/isotp.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev {

inline constexpr Micros isotp_n_cr_us = us_per_s;  ///< the longest wait for a consecutive frame

/// How we want to be sent to.
struct IsoTpPace {
  std::uint8_t block_size = 0;  ///< consecutive frames between two flow control frames; 0 = all at once
  std::uint8_t st_min = 0;      ///< least time between them, as isotp_separation_us() reads it
};

class IsoTpReader {
public:
  explicit IsoTpReader(IsoTpAddress address = {}, IsoTpPace pace = {},
                       std::optional<std::uint8_t> pad = std::uint8_t{0})
      : address_(address), pace_(pace), pad_(pad), receiver_(address.room()) {}

  /// A frame of the peer; gives a message when it is complete. Frames of another address are passed over.
  /// Errors are those of IsoTpReceiver and drop the open message; the next first or single frame begins
  /// anew.
  Result<std::optional<Bytes>> on_frame(ByteView frame, Micros now);
  /// The flow control frame that has to go out now, once.
  std::optional<Bytes> flow_control();
  /// Error `isotp-timeout-cr` when the rest of a message did not come in time; it is dropped.
  Result<void> on_tick(Micros now);

  bool open() const { return receiver_.open(); }
  /// When on_tick() has something to say; meaningless while no message is open.
  Micros wake_us() const { return deadline_us_; }

private:
  IsoTpAddress address_;
  IsoTpPace pace_;
  std::optional<std::uint8_t> pad_;
  IsoTpReceiver receiver_;
  unsigned in_block_ = 0;
  bool due_ = false;
  Micros deadline_us_ = 0;
};

}  // namespace outpost::dev
