// The one thread of a device process: polls every unit's port and every unit's socket to edge, and gives each
// its turn. A turn is bounded (16 KiB of input, 64 messages), so a dead or flooding unit delays the others by
// nothing worth measuring.
#pragma once

#include "devices/host/edge_socket.hpp"
#include "devices/host/unit.hpp"
#include "devices/host/unit_session.hpp"
#include "edge/base/clock.hpp"

#include <memory>
#include <string>
#include <vector>

namespace outpost::dev {

/// A unit with its place at edge.
struct Seat {
  std::string name;
  std::unique_ptr<Unit> unit;
  std::unique_ptr<EdgeSocket> socket;
  UnitSession session;
};

class Loop {
public:
  Loop(Clock& clock, std::vector<Seat> seats) : clock_(clock), seats_(std::move(seats)) {}

  /// Runs until `stop_fd` becomes readable (a signalfd, a pipe). Tells systemd READY and, if it asks,
  /// WATCHDOG.
  void run(int stop_fd);
  /// One turn; waits at most `most_ms` for something to do. For run() and for tests. True when `stop_fd` is
  /// readable.
  bool turn(int stop_fd, int most_ms);

private:
  void serve(Seat& seat, Micros now);
  void exchange(Seat& seat, Micros now);
  void stop_all();

  Clock& clock_;
  std::vector<Seat> seats_;
  std::size_t first_ = 0;  // whose turn begins: moves on, so that nobody is always last
};

}  // namespace outpost::dev
