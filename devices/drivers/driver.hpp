// A driver is a state machine without I/O and without a clock: bytes, commands and time in; bytes, readings
// and outcomes out. The host owns the wire (a Transport) and the socket to edge; it calls a driver from one
// thread, and after every call it looks at to_write(), take_messages(), snapshot() and next_deadline(). So
// the same object runs under a serial line, a TCP peer, a simulator, a captured stream and a fuzzer.
//
// All times are CLOCK_BOOTTIME microseconds. No call may take longer than a few milliseconds: other units
// share the thread.
#pragma once

#include "devices/drivers/states.hpp"
#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"
#include "edge/base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outpost::dev {

/// What edge asks for. The host has already dropped repeats of an id and commands that the driver table
/// forbids.
struct Command {
  Id id;             ///< nil: a lease, which has no outcome and ends by itself
  std::string name;  ///< "print", "report", ...
  std::string body;  ///< a JSON object, as text
};

/// What edge says after hello. `kept` is what the driver last handed over as Message::Kind::kept ("{}" at
/// first).
struct Binding {
  std::string station;
  std::string settings;  ///< a JSON object
  std::string kept;      ///< a JSON object
};

/// What a driver says. The host adds unit, boot id, sequence and time.
struct Message {
  enum class Kind {
    reading,  ///< something seen; lost when edge is away, on purpose
    gauge,    ///< a reading of which only the latest counts; the driver paces it
    outcome,  ///< how command `id` ended; re-sent until edge has it on disk; exactly one per command
    kept,     ///< what edge should keep for us (calibration, adapter profile); whole, not a difference
  };
  Kind kind = Kind::reading;
  std::string device;       ///< the thing on the port; "" = the unit itself
  std::string channel;      ///< lane, slot, bay; "" when there is one only
  std::string name;         ///< as in edge/contract/ipc/driver_table.hpp
  Id id;                    ///< outcome: the command's
  std::string body = "{}";  ///< a JSON object, as text
  std::string blob = {};    ///< bytes beside it; "" = none
};

/// How things stand; sent to edge when the state changes and every few seconds for the counters.
struct Snapshot {
  Status status;
  Micros last_data_us = 0;  ///< when the last good data came; 0 = never
  std::map<std::string, std::int64_t, std::less<>> counters;
  std::string devices = "[]";  ///< JSON array: the things on the port, {device, label, state, ...}
};

class Driver {
public:
  virtual ~Driver() = default;

  /// The wire is up (again): forget half frames, begin the greeting.
  virtual void on_open(Micros now) = 0;
  /// The wire is gone; nothing can be written. Commands under way end now, with an outcome.
  virtual void on_close(Micros now) = 0;
  virtual void on_bytes(ByteView bytes, Micros now) = 0;
  /// Called no later than next_deadline(), open or not.
  virtual void on_tick(Micros now) = 0;
  virtual void on_command(const Command& command, Micros now) = 0;
  virtual void on_bind(const Binding& binding, Micros now) = 0;

  /// Bytes to put on the wire, oldest first. The host writes what the wire takes and says so with on_written;
  /// the view stays valid until the next call that is not const.
  virtual ByteView to_write() const = 0;
  virtual void on_written(std::size_t count, Micros now) = 0;

  virtual std::vector<Message> take_messages() = 0;
  /// While the wire is not up the host shows its own state (absent, opening, unreachable) instead of
  /// `status`.
  virtual Snapshot snapshot() const = 0;
  virtual std::optional<Micros> next_deadline() const = 0;
  /// true once: close the wire and open it again (an answer never came, the stream is out of step).
  virtual bool take_reopen() { return false; }
};

/// The bookkeeping that every driver of a byte stream needs; holds no rule.
class DriverBase : public Driver {
public:
  ByteView to_write() const override { return ByteView(out_).subspan(sent_); }
  void on_written(std::size_t count, Micros now) override;
  std::vector<Message> take_messages() override { return std::exchange(messages_, {}); }
  bool take_reopen() override { return std::exchange(reopen_, false); }

protected:
  void send(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void drop_unsent() { out_.clear(), sent_ = 0; }
  void emit(Message message) { messages_.push_back(std::move(message)); }
  void ask_reopen() { reopen_ = true; }

private:
  Bytes out_;
  std::size_t sent_ = 0;  // of out_, already on the wire
  std::vector<Message> messages_;
  bool reopen_ = false;
};

}  // namespace outpost::dev
