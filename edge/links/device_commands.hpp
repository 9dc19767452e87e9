// Commands on their way out, and outcomes on their way in.
#pragma once

#include "edge/app/shapes.hpp"
#include "edge/links/link_core.hpp"

namespace outpost::links {

class DeviceCommands {
public:
  explicit DeviceCommands(LinkCore& core) : core_(core) {}

  /// Looks for queued commands at the next turn.
  void look() { look_ = true; }
  /// A new process speaks for this unit: what its predecessor was told and did not answer is unknown.
  void on_new_boot(Seat& seat);
  void on_outcome(Seat& seat, const ipc::Message& m);
  /// Every turn: fetches what is queued, gives up what waits too long.
  void on_tick(Micros now_us);

private:
  void fetch();
  void send_all(const std::vector<app::Command>& commands);
  void end(const Id& command, data::CommandState state, const std::string& reason);
  void give_up_silent(Micros now_us);
  void acknowledge(Seat& seat, const Id& id, const std::string& name);

  LinkCore& core_;
  bool look_ = true;
  bool fetching_ = false;
  Micros next_look_us_ = 0;
};

}  // namespace outpost::links
