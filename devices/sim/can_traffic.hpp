// What runs over a car's bus without being asked for: the file's broadcasts (long ones announced and in
// packets, SAE J1939-21), background frames at a rate, another tester, strangers, errors, a flood.
#pragma once

#include "devices/codec/can_frame.hpp"
#include "devices/sim/car.hpp"

#include <map>

namespace outpost::dev {

class CanTraffic {
public:
  CanTraffic(const Car& car, std::int64_t background_hz);

  void start(Micros now);
  /// A kind was turned on: it begins now and does not make up for the time when it was off.
  void wake(Micros now);
  /// The next frame that is due, once each.
  std::optional<CanFrame> take_due(Micros now);
  std::optional<Micros> next_deadline() const;
  /// A request for a parameter group (SAE J1939-21): who has it sends it.
  void on_request(const CanFrame& request, Micros now);

  // Kinds that a script turns on and off.
  bool tester = false, stranger = false, errors = false, flood = false;
  bool broadcasts = true;  ///< false: the ignition is off

private:
  struct Source {
    Micros every_us;
    Micros next_us = 0;
    void (CanTraffic::*send)(Micros at);
    bool CanTraffic::*wanted;
  };
  void background(Micros at);
  void other_tester(Micros at);
  void strangers(Micros at);
  void error_frame(Micros at);
  void flood_frame(Micros at);
  void broadcast(const SimBroadcast& b, Micros at);
  void put(Micros at, std::uint32_t id, Bytes data);

  const Car& car_;
  bool wide_;
  bool background_on_ = false;
  std::vector<Source> sources_;
  std::vector<Micros> next_broadcast_us_;
  std::multimap<Micros, CanFrame> queue_;
  std::uint32_t counter_ = 0;
};

}  // namespace outpost::dev
