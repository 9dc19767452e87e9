// A car as its raw CAN bus. The port's bytes are records of 16 (devices/codec/can_frame.hpp), both ways.
//
//   sim:can?car=petrol-2020&month=6&engine=off&latency_ms=10&traffic_hz=100&script=bus-off@5,bus-on@8,silent@r7
#pragma once

#include "devices/sim/can_traffic.hpp"
#include "devices/sim/can_unit.hpp"
#include "devices/sim/car_script.hpp"
#include "devices/transport/simulator.hpp"

namespace outpost::dev {

class CanCar final : public Simulator {
public:
  /// Error `bad-port` also for a car of an older bus.
  static Result<std::unique_ptr<Simulator>> make(const SimArgs& args);
  static const std::vector<ActionRow>& actions();

  void on_plug(Micros now) override;
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override;
  Bytes take_output() override { return std::exchange(out_, {}); }
  std::optional<Micros> next_deadline() const override;
  bool plugged() const override { return plugged_; }

  /// One of actions(), as a script writes it without `@`. Error `bad-port`.
  Result<void> act(std::string_view action, Micros now);

  Car& car() { return *car_; }
  std::int64_t requests() const { return requests_; }
  /// Answers that units gave up for want of flow control.
  std::int64_t given_up() const;

private:
  CanCar(Car car, std::int64_t traffic_hz);

  void act_on(const CarAction& action, Micros now);
  void run_script(Micros now);
  void on_record(const CanFrame& record, Micros now);
  void ask_all(const Bytes& data, Micros now);
  void put(const CanFrame& record);
  void answer(const ObdRequest& request, Micros now);
  bool step(Micros now);

  std::unique_ptr<Car> car_;
  CanTraffic traffic_;
  std::vector<CanUnit> units_;  // in the order of the car's
  CarScript script_;
  Micros latency_us_ = 10 * us_per_ms;
  Bytes input_, out_;
  Micros first_plug_us_ = -1;
  std::int64_t requests_ = 0;
  std::vector<std::string_view> once_;
  bool plugged_ = true, silent_ = false, ignition_ = true, bus_off_ = false;
};

}  // namespace outpost::dev
