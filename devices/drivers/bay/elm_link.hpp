// Question and answer with an ELM327: one question at a time, paired with its answer by the prompt. When a
// prompt does not come, comes late or comes twice, the link falls silent, drains the line, asks something
// harmless and waits for its prompt before anything else is asked: an answer can never be taken for the
// answer to the next question.
//
// Pure: bytes and time in, bytes and answers out. One thread.
#pragma once

#include "devices/codec/elm327.hpp"
#include "devices/codec/obd_request.hpp"
#include "devices/drivers/bay/adapter_command.hpp"
#include "edge/base/clock.hpp"

#include <functional>

namespace outpost::dev {

struct ElmAnswer {
  std::string sent;
  ElmReply reply;
  bool silent = false;  ///< nothing (or no end) came in time
  Micros asked_us = 0, answered_us = 0;
};

class ElmLink {
public:
  enum class State {
    closed,
    syncing,  ///< finding the place in the stream
    idle,     ///< a question may be asked
    waiting,  ///< for an answer
    dead,     ///< no prompt at all; heard() says what came instead
  };

  explicit ElmLink(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

  void open(Micros now);
  void close();
  void on_bytes(ByteView bytes, Micros now);
  void on_tick(Micros now);

  /// Precondition: state() == idle. The answer comes through take_answer().
  void ask(const AdapterCommand& command, Micros now);
  /// `count`: frames that answer, so that the adapter waits for no more; 1 to 15, 0 = not known.
  void ask(const SafeRequest& request, int count, Micros now);

  State state() const { return state_; }
  std::optional<ElmAnswer> take_answer() { return std::exchange(answer_, std::nullopt); }
  std::optional<Micros> next_deadline() const;
  /// The adapter shows that it is looking for the car's protocol.
  bool searching() const;

  /// Bytes that came while no prompt did: what a thing that is no adapter says. At most 256.
  const std::string& heard() const { return heard_; }
  /// Finds the place anew (the last answer looked broken). Harmless at any time while open.
  void resync(Micros now);
  std::int64_t resyncs() const { return resyncs_; }
  std::int64_t dropped_bytes() const { return static_cast<std::int64_t>(reader_.dropped_bytes()); }

private:
  void ask(std::string text, Micros timeout_us, Micros now);
  void finish(ElmReply reply, bool silent, Micros now);
  void sync_tick(Micros now);
  Micros wait_until() const;

  std::function<void(std::string_view)> write_;
  State state_ = State::closed;
  ElmReader reader_;
  std::string heard_;
  std::string sent_;
  std::optional<ElmAnswer> answer_;
  Micros asked_us_ = 0, timeout_us_ = 0, most_us_ = 0, last_byte_us_ = 0;
  // syncing
  bool probing_ = false;  // the harmless question is out
  bool prompted_ = false;
  int probes_ = 0;
  Micros sync_since_us_ = 0, calm_us_ = 0;  // calm: silence before the harmless question
  std::int64_t resyncs_ = 0;
};

}  // namespace outpost::dev
