// One unit of a simulated car as a partner of ISO 15765-2: puts requests together, sends long answers in
// blocks as the tester's flow control allows, gives up when it does not come. Time in, frames out; no clock.
#pragma once

#include "devices/codec/isotp.hpp"
#include "edge/base/clock.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace outpost::dev {

class CanUnit {
public:
  /// A frame to this unit (or, `functional`, to all). A request when it is complete.
  std::optional<Bytes> on_frame(ByteView data, bool functional, Micros now);
  /// An answer that is to begin at this time. One after the other.
  void send(Bytes payload, Micros at);
  /// The next frame that is due, once each.
  std::optional<Bytes> take_due(Micros now);
  std::optional<Micros> next_deadline() const;
  /// Ignition off: everything is forgotten.
  void reset();
  /// Answers that were given up because no flow control came, or it said stop.
  std::int64_t given_up() const { return given_up_; }
  /// Like a tester whose flow control never arrives.
  void set_deaf(bool deaf) { deaf_ = deaf; }

private:
  enum class State { idle, first, waiting, sending };
  struct Answer {
    Micros at_us;
    std::vector<Bytes> frames;
  };
  void on_flow_control(ByteView data, Micros now);
  void end_answer(bool complete);

  IsoTpReceiver receiver_;
  std::deque<Answer> answers_;
  std::deque<Bytes> controls_;  // flow control of ours, at once
  State state_ = State::idle;
  std::size_t next_ = 0;     // frame of the answer under way
  unsigned block_left_ = 0;  // 0 = no end
  unsigned waits_ = 0;
  Micros pause_us_ = 0;
  Micros due_us_ = 0;  // sending: the next frame; waiting: the patience ends
  Micros now_ = 0;
  std::int64_t given_up_ = 0;
  bool deaf_ = false;
};

}  // namespace outpost::dev
