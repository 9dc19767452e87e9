// A stream of bytes to a device and back: a serial line, a TCP peer, a file, a captured stream, a simulator
// in this process. One interface, never blocking, so that one thread can serve many ports and a dead one
// delays nobody.
//
// Life of a port:  open() -> link() is `opening` or `open` -> step/read/write -> close(). A transport keeps
// no back-off of its own; the host decides when to open again. Every error ends the stream: the host closes
// it and says what the error's name means for the unit (see `port_state` in states.hpp):
//
//   port-absent       there is no such node, or the peer's name is not known          -> absent
//   port-unplugged    it was there and is gone (POLLHUP, read 0, EIO, ENXIO, ENODEV)   -> absent
//   port-denied       permissions; not retried until the node changes                  -> faulted
//   port-busy         another program has it                                           -> faulted, asked
//   again in 10 s port-unreachable  a TCP peer refused, reset, closed or did not answer in time      ->
//   unreachable port-io           anything else the operating system said                          ->
//   unreachable bad-port          the configuration can never work                                 -> faulted
//
// All times are CLOCK_BOOTTIME microseconds and handed in; no transport reads a clock. One thread.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/result.hpp"

#include <optional>
#include <string_view>

namespace outpost::dev {

/// Most bytes one read hands over: one flooding port cannot keep the loop from the others.
inline constexpr std::size_t max_read_bytes = 16 << 10;

enum class Link { closed, opening, open };

/// What the loop should wait for on behalf of a port.
struct Wait {
  int fd = -1;                  ///< -1: nothing to poll, only `until` counts (simulators, regular files)
  bool readable = false;        ///< poll for input
  bool writable = false;        ///< poll for room (or for the end of a connect)
  std::optional<Micros> until;  ///< call step() no later than this
};

class Transport {
public:
  virtual ~Transport() = default;

  /// Begins to open. Serial lines and files are open when it returns; a TCP peer is `opening` until step()
  /// says more. Precondition: closed.
  virtual Result<void> open(Micros now) = 0;
  virtual Link link() const = 0;

  /// `want_write`: the host has bytes that the last write() did not take.
  virtual Wait wait(Micros now, bool want_write) const = 0;

  /// Ends or times out an opening, moves a simulator on its own time. Called after every poll.
  virtual Result<void> step(Micros now) = 0;

  /// Up to min(into.size(), max_read_bytes) bytes; 0 = nothing at present. An error ends the stream.
  virtual Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) = 0;
  /// How many bytes were taken; 0 = no room at present. An error ends the stream; what was taken before it
  /// may or may not have arrived.
  virtual Result<std::size_t> write(ByteView bytes, Micros now) = 0;

  /// At once, without draining. Harmless when closed.
  virtual void close() = 0;
};

}  // namespace outpost::dev
