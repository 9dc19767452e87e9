// A line to a device and its driver: opens the port, carries bytes both ways within bounds, opens it again
// with a growing pause after it was lost.
#pragma once

#include "devices/host/unit.hpp"
#include "devices/transport/back_off.hpp"

#include <memory>

namespace outpost::dev {

class StreamUnit final : public Unit {
public:
  /// More than any line of ours carries; a device that sends more is read no faster, so that it stalls, not
  /// we.
  static constexpr std::int64_t max_bytes_per_s = 1 << 20;

  /// `node` is the path whose change ends a refused permission ("" for a port without one).
  StreamUnit(std::string name, std::unique_ptr<Transport> port, std::unique_ptr<Driver> driver,
             Random& random, std::string node);

  void wait(Micros now, std::vector<Wait>& out) const override;
  void step(Micros now) override;
  void on_command(const Command& command, Micros now) override { driver_->on_command(command, now); }
  void on_bind(const Binding& binding, Micros now) override { driver_->on_bind(binding, now); }
  std::vector<Message> take_messages() override { return driver_->take_messages(); }
  Snapshot snapshot() const override;
  void stop(Micros now) override;

private:
  void try_open(Micros now);
  void opened(Micros now);
  void lost(const Error& why, Micros now);
  void read(Micros now);
  void write(Micros now);
  bool may_read(Micros now) const { return now >= calm_until_; }

  std::string name_;
  std::unique_ptr<Transport> port_;
  std::unique_ptr<Driver> driver_;
  BackOff back_off_;
  std::string node_;
  std::string node_mark_;     // of the node when opening was refused
  bool told_driver_ = false;  // on_open went to the driver
  Status port_status_{State::opening, ""};
  Micros retry_at_ = 0;
  Micros window_ = 0;  // start of the current second of the flood guard
  std::int64_t window_bytes_ = 0;
  Micros calm_until_ = 0;
  std::int64_t opens_ = 0, losses_ = 0, floods_ = 0, bytes_in_ = 0, bytes_out_ = 0;
};

}  // namespace outpost::dev
