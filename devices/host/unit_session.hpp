// What one unit says to edge and hears from it, apart from the socket: messages and time in, messages out.
// Pure.
//
// The rules: hello after each connect and when edge asks `who`; a beat every second; the state when it
// changes and every 5 s; readings go out at once or never (one made while edge was away would land in the
// next customer's cart); outcomes are sent again until edge has them on disk; a command whose id came before
// is not done again.
#pragma once

#include "devices/drivers/driver.hpp"
#include "edge/contract/ipc/driver_table.hpp"
#include "edge/contract/ipc/message.hpp"

#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace outpost::dev {

struct SessionIdentity {
  std::string unit;
  const ipc::DriverRow* driver = nullptr;
  Id boot;  ///< of this process
  std::string version;
  int pid = 0;
};

class UnitSession {
public:
  static constexpr Micros state_every = 5 * us_per_s;
  static constexpr Micros resend_after = 2 * us_per_s;
  static constexpr Micros reading_limit = 2 * us_per_s;  ///< older readings are never sent
  static constexpr std::size_t max_outcomes = 256;  ///< waiting for edge; at the bound commands are refused
  static constexpr std::size_t max_known_commands = 1'024;  ///< a day of receipts of a busy till

  explicit UnitSession(SessionIdentity who) : who_(std::move(who)) {}

  void on_connected(Micros now);
  void on_disconnected();
  bool connected() const { return connected_; }
  /// A message of edge; one of another unit is ignored.
  void on_message(const ipc::Message& message, Micros now);
  /// What the driver said. `made` is when; readings older than `reading_limit` or made while edge is away are
  /// dropped.
  void say(std::vector<Message> messages, Micros made, Micros now);
  void show(const Snapshot& snapshot, Micros now);
  void on_tick(Micros now);

  /// For the socket, in order. A reading that the socket cannot take is lost; tell with `lost`.
  std::vector<ipc::Message> take_outgoing() { return std::exchange(outgoing_, {}); }
  void lost(const ipc::Message& message) { lost_readings_ += message.kind == ipc::Kind::reading; }
  /// For the driver.
  std::vector<Command> take_commands() { return std::exchange(commands_, {}); }
  std::optional<Binding> take_binding() { return std::exchange(binding_, std::nullopt); }
  Micros next_deadline() const;

private:
  struct Waiting {
    ipc::Message message;
    Micros again = 0;
  };
  ipc::Message make(ipc::Kind kind, Micros now) const;
  void greet(Micros now);
  void send_state(Micros now);
  void take_command(const ipc::Message& message, Micros now);
  void end_command(Id id, const std::string& name, std::string body, Micros now);
  bool remember(Id id);

  SessionIdentity who_;
  bool connected_ = false;
  std::uint64_t seq_ = 0;
  std::uint64_t lost_readings_ = 0;
  Micros next_beat_ = 0, next_state_ = 0;
  Snapshot snapshot_;
  Micros state_since_ = 0;
  std::string kept_;  // last handed over by the driver; sent again after each connect
  std::map<Id, Waiting> outcomes_;
  std::map<Id, ipc::Message> ended_;  // outcomes of remembered commands, for a repeat of the command
  std::deque<Id> known_;              // ids of commands seen, oldest first
  std::vector<ipc::Message> outgoing_;
  std::vector<Command> commands_;
  std::optional<Binding> binding_;
};

}  // namespace outpost::dev
