// A driver with somebody who counts: what it writes, and when it shows live values. And a process of the
// device host around such drivers.
#pragma once

#include "devices/drivers/driver.hpp"
#include "devices/host/loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace outpost::bench {

struct Watch {
  std::int64_t questions = 0;      ///< line ends written
  std::vector<Micros> live_at_us;  ///< rounds of live values
  std::int64_t bytes = 0;          ///< heard
};

class WatchedDriver final : public dev::Driver {
public:
  WatchedDriver(std::unique_ptr<dev::Driver> inner, Watch& watch) : inner_(std::move(inner)), watch_(watch) {}

  void on_open(Micros now) override { inner_->on_open(now); }
  void on_close(Micros now) override { inner_->on_close(now); }
  void on_bytes(ByteView bytes, Micros now) override;
  void on_tick(Micros now) override { inner_->on_tick(now); }
  void on_command(const dev::Command& command, Micros now) override { inner_->on_command(command, now); }
  void on_bind(const dev::Binding& binding, Micros now) override { inner_->on_bind(binding, now); }
  ByteView to_write() const override { return inner_->to_write(); }
  void on_written(std::size_t count, Micros now) override;
  std::vector<dev::Message> take_messages() override;
  dev::Snapshot snapshot() const override { return inner_->snapshot(); }
  std::optional<Micros> next_deadline() const override { return inner_->next_deadline(); }
  bool take_reopen() override { return inner_->take_reopen(); }

private:
  std::unique_ptr<dev::Driver> inner_;
  Watch& watch_;
};

/// The product's loop with its sockets to edge at `endpoint`.
class Host {
public:
  explicit Host(std::string endpoint) : endpoint_(std::move(endpoint)) {}
  ~Host();

  /// Throws std::runtime_error for a bad port.
  void add(const std::string& unit, const std::string& port, std::unique_ptr<dev::Driver> driver);
  /// Turns until `done`, or until so many seconds are over; true when done.
  bool run(double seconds, const std::function<bool()>& done);
  /// The longest turn of the last run(), in ms of the processor's time: so long may one unit keep another
  /// waiting.
  double longest_turn_ms() const { return longest_turn_ms_; }

private:
  std::string endpoint_;
  SystemClock clock_;
  SystemRandom random_;
  dev::EdgeContext context_;
  std::vector<dev::Seat> seats_;
  std::unique_ptr<dev::Loop> loop_;
  int stop_[2] = {-1, -1};
  double longest_turn_ms_ = 0;
};

}  // namespace outpost::bench
