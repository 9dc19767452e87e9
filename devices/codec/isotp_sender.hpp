// Sends one ISO-TP message (ISO 15765-2): a single frame, or a first frame and then consecutive frames in
// blocks and at the pace that the receiver's flow control asks for. A state machine without a clock: the time
// is passed in.
#pragma once

#include "devices/codec/isotp_address.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev {

inline constexpr Micros isotp_n_bs_us = us_per_s;  ///< the longest wait for a flow control frame
inline constexpr int isotp_max_waits = 10;         ///< "wait" frames in a row before we give up

class IsoTpSender {
public:
  /// `pad` fills short frames up to 8 bytes; without it they stay short.
  explicit IsoTpSender(IsoTpAddress address = {}, std::optional<std::uint8_t> pad = std::uint8_t{0})
      : address_(address), pad_(pad) {}

  /// Begins. Errors: `isotp-length` (empty or over 4,095 bytes), `isotp-busy` (one is being sent).
  Result<void> start(ByteView message);

  /// A frame of the receiver. Anything but flow control is passed over, and so is flow control that nobody
  /// waits for. Errors end the message: `isotp-short`, `isotp-flow-status` (a reserved status),
  /// `isotp-overflow` (the receiver has no room), `isotp-waits` (too many "wait").
  Result<void> on_frame(ByteView frame, Micros now);

  /// The frame that has to go out now, if any; ask again until nothing comes. Error `isotp-timeout-bs` (no
  /// flow control in time) ends the message.
  Result<std::optional<Bytes>> next(Micros now);

  /// A message is under way.
  bool busy() const { return state_ != State::idle; }
  /// When next() has something to say again; meaningless while not busy.
  Micros wake_us() const { return state_ == State::begin ? 0 : at_us_; }

private:
  enum class State { idle, begin, awaiting, sending };

  Error stop(std::string name, std::string text);
  Bytes frame(Bytes pci);
  Bytes first_frame(Micros now);
  Bytes consecutive_frame(Micros now);

  IsoTpAddress address_;
  std::optional<std::uint8_t> pad_;
  State state_ = State::idle;
  Bytes message_;
  std::size_t sent_ = 0;
  unsigned number_ = 0;      // of the next consecutive frame
  unsigned block_ = 0;       // frames a block; 0 = no blocks
  unsigned block_left_ = 0;  // frames until the next flow control
  Micros gap_us_ = 0;        // least time between consecutive frames
  Micros at_us_ = 0;         // awaiting: the deadline; sending: when the next frame is due
  int waits_ = 0;
};

/// STmin to microseconds: 00-7F milliseconds, F1-F9 100 to 900 us; the reserved values count as the longest,
/// 127 ms.
Micros isotp_separation_us(std::uint8_t st_min);

}  // namespace outpost::dev
