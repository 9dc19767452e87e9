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

/// What came over a wire that gave no prompt.
enum class ElmNoise {
  none,    ///< nothing came
  flood,   ///< more than anything that was asked for
  signs,   ///< mostly no characters: another line speed, or another kind of device
  device,  ///< something readable: a device, but no adapter
};

/// Why a bay is lost, by its noise: "silent", "flood", "garbage", "foreign-device".
std::string_view noise_word(ElmNoise noise);

struct ElmAnswer {
  std::string sent;
  ElmReply reply;
  bool silent = false;              ///< nothing (or no end) came in time
  ElmNoise noise = ElmNoise::none;  ///< silent: flood or signs that came instead
  Micros asked_us = 0, answered_us = 0;
};

class ElmLink {
public:
  enum class State {
    closed,
    syncing,  ///< finding the place in the stream
    idle,     ///< a question may be asked
    waiting,  ///< for an answer
    dead,     ///< no prompt at all; noise() says what came instead
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

  /// What came while no prompt did: since the last question, or since the link looks for its place.
  ElmNoise noise() const;
  /// True once: the adapter has said its name without being asked. It has started anew and forgotten how it
  /// was set up.
  bool take_banner() { return std::exchange(banner_, false); }
  /// Finds the place anew (the last answer looked broken). Harmless at any time while open.
  void resync(Micros now);
  std::int64_t resyncs() const { return resyncs_; }
  std::int64_t dropped_bytes() const { return static_cast<std::int64_t>(reader_.dropped_bytes()); }

private:
  void ask(std::string text, Micros timeout_us, Micros now);
  void finish(ElmReply reply, bool silent, Micros now);
  void sync_tick(Micros now);
  Micros wait_until() const;
  bool answering() const;
  bool asked_for_time() const;
  void listen(ByteView bytes);

  std::function<void(std::string_view)> write_;
  State state_ = State::closed;
  ElmReader reader_;
  std::string heard_;            // while no prompt came; at most max_heard
  std::size_t heard_bytes_ = 0;  // of it and of what did not fit
  bool banner_ = false;
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
