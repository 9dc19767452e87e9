// A way to a car: an adapter that speaks lines of text, or the car's bus itself. One question at a time;
// every unit that has something to say answers it. A way finds the car by itself, watches it, and says how it
// stands; what is asked of the car is the session's business. Bytes and time in, bytes and answers out. One
// thread.
#pragma once

#include "devices/codec/obd.hpp"
#include "devices/drivers/bay/bay_state.hpp"
#include "edge/base/clock.hpp"

#include <optional>

namespace outpost::dev {

/// What is at the end of the wire.
struct AdapterFacts {
  std::string id;                    ///< "ELM327 v1.5"; "" = it has not said
  std::vector<std::string> missing;  ///< commands that it answered with "?"
  bool headers = true;               ///< false: units cannot be told apart
  std::optional<int> voltage_mv;
  const Protocol* protocol = nullptr;  ///< nullptr until the car was found
  /// Of the car that was found: WWH-OBD (ISO 27145), identifiers F4xx of service 22 in place of service 01.
  bool wwh = false;
  bool truck = false;  ///< speaks SAE J1939 only: it is listened to, and asked nothing
};

struct CarAnswer {
  ObdRequest request;
  ObdReading reading;
  std::vector<std::string> lines;  ///< as they came, for the record
  bool silent = false;             ///< nothing, or no end, in time: it is the way that failed, not the car
  Micros asked_us = 0, answered_us = 0;
};

class CarLink {
public:
  virtual ~CarLink() = default;

  virtual void on_open(Micros now) = 0;
  virtual void on_close(Micros now) = 0;
  virtual void on_bytes(ByteView bytes, Micros now) = 0;
  virtual void on_tick(Micros now) = 0;
  virtual std::optional<Micros> next_deadline() const = 0;

  /// no_adapter, not_obd, connecting, ignition_off, lost; or `ready`: a car answers.
  virtual BayState state() const = 0;
  virtual const std::string& reason() const = 0;
  virtual const AdapterFacts& adapter() const = 0;
  /// Grows whenever a car is found after none was there: it may be another one.
  virtual int finds() const = 0;

  /// True when ask() may be called: a car is there and no question is out.
  virtual bool free() const = 0;
  /// `frames`: how many frames answer at most, so that nobody waits for more; 0 = not known. Precondition:
  /// free().
  virtual void ask(const SafeRequest& request, int frames, Micros now) = 0;
  /// Also answers that nobody asked for here: 0100 (or 22F400), when the car was found.
  virtual std::optional<CarAnswer> take_answer() = 0;
  /// What a truck has said by itself since the last call (DM1).
  virtual std::optional<ObdReading> take_broadcast() { return std::nullopt; }
  /// The last answer was broken in a way that may go on: find the place in the stream again.
  virtual void doubt(Micros now) = 0;
  /// True once: the port should be closed and opened again.
  virtual bool take_reopen() = 0;

  /// What an earlier run of this bay has learned about its adapters, and (once) what was learned since; JSON.
  virtual void recall(std::string_view kept) = 0;
  virtual std::optional<std::string> take_learned() = 0;

  virtual Micros last_answer_us() const = 0;
  virtual std::int64_t resyncs() const = 0;
  virtual std::int64_t dropped_bytes() const = 0;
};

}  // namespace outpost::dev
