// What devices see: scans become cart lines, weights and live values become gauges, states go on the board.
#pragma once

#include "edge/links/link_core.hpp"

namespace outpost::links {

class DeviceReadings {
public:
  explicit DeviceReadings(LinkCore& core) : core_(core) {}

  void on_state(Seat& seat, const ipc::Message& m);
  void on_reading(Seat& seat, const ipc::Message& m);

private:
  void scan(Seat& seat, const ipc::Message& m);
  void picture(Seat& seat, const ipc::Message& m);
  void weight(Seat& seat, const ipc::Message& m);
  void door(Seat& seat, const ipc::Message& m);
  void bay(Seat& seat, const ipc::Message& m);
  void step(Seat& seat, const ipc::Message& m);
  void live(Seat& seat, const ipc::Message& m);
  void keep(Seat& seat, std::string kept);
  void tell_shelf(const Seat& seat);

  LinkCore& core_;
};

}  // namespace outpost::links
