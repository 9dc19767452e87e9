// Asks a printer how it is: one question at a time, with a limit. Part of the escpos driver; pure.
#pragma once

#include "devices/codec/escpos_status.hpp"
#include "edge/base/clock.hpp"

#include <optional>
#include <vector>

namespace outpost::dev::escpos {

class StatusPoll {
public:
  static constexpr Micros answer_limit =
      500 * us_per_ms;  ///< then this printer cannot say; that is not "offline"

  /// Begins a round: the printer and its paper, and the causes if it says that it is offline.
  void start(Micros now);
  void cancel() { ask_.reset(); }
  bool running() const { return ask_.has_value(); }
  /// The next question to put on the wire, if one is due.
  Bytes take_question();
  /// Bytes of the printer. What comes without a question being open is an old answer and is thrown away, so
  /// that a printer that answers late never answers the next question.
  void on_bytes(ByteView bytes, Micros now);
  void on_tick(Micros now);
  std::optional<Micros> deadline() const { return ask_ ? std::optional(due_) : std::nullopt; }

  /// Of the last round that ended: true when every question was answered.
  bool answered() const { return answered_; }
  const PrinterStatus& status() const { return status_; }
  std::int64_t timeouts() const { return timeouts_; }

private:
  void next(Micros now);
  void ask(Ask question, Micros now);

  std::optional<Ask> ask_;
  PrinterStatus round_;  // what this round has heard so far
  bool sent_ = true;
  Micros due_ = 0;
  bool answered_ = false;
  PrinterStatus status_;
  std::int64_t timeouts_ = 0;
};

}  // namespace outpost::dev::escpos
