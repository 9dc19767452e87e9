// The real driver, the real `sim:` transport and a simulator behind it, on a fake clock: what the host does,
// in a loop that moves time to the next thing that happens.
#pragma once

#include "devices/drivers/driver.hpp"
#include "devices/transport/sim_port.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

namespace outpost::dev::test {

class Bench {
public:
  Bench(std::unique_ptr<Simulator> simulator, std::unique_ptr<Driver> driver)
      : port_(std::move(simulator)), driver_(std::move(driver)) {}

  Micros now = 1'000 * us_per_s;
  std::vector<Message> messages;  ///< all that the driver has said
  std::vector<Micros> times;      ///< when
  Micros reopen_after_us = 200 * us_per_ms;
  std::int64_t opens = 0;

  Driver& driver() { return *driver_; }
  Simulator& simulator() { return port_.simulator(); }

  /// Runs until `done` or until the time is over; true when done.
  bool run(
      Micros for_us, const std::function<bool()>& done = [] { return false; }) {
    const auto end = now + for_us;
    while (now < end) {
      step();
      if (done()) return true;
      advance(end);
    }
    return done();
  }

  /// Messages of this name since `from`.
  std::vector<Message> named(std::string_view name, std::size_t from = 0) const {
    std::vector<Message> out;
    for (std::size_t i = from; i < messages.size(); ++i)
      if (messages[i].name == name) out.push_back(messages[i]);
    return out;
  }

private:
  void step() {
    if (!open_) try_open();
    if (open_) pump();
    driver_->on_tick(now);
    collect();
    if (open_ && driver_->take_reopen()) lose();
  }

  void try_open() {
    if (now < open_at_ || !port_.open(now)) {
      if (now >= open_at_) open_at_ = now + reopen_after_us;
      return;
    }
    open_ = true;
    ++opens;
    driver_->on_open(now);
  }

  void pump() {
    Bytes buffer(max_read_bytes);
    for (int i = 0; i < 64; ++i) {
      const auto out = driver_->to_write();
      if (!out.empty()) {
        const auto n = port_.write(out, now);
        if (!n) return lose();
        driver_->on_written(*n, now);
      }
      const auto got = port_.read(buffer, now);
      if (!got) return lose();
      if (*got == 0 && driver_->to_write().empty()) return;
      if (*got > 0) driver_->on_bytes(ByteView(buffer).first(*got), now);
    }
  }

  void lose() {
    port_.close();
    open_ = false;
    open_at_ = now + reopen_after_us;
    driver_->on_close(now);
    collect();
  }

  void collect() {
    for (auto& m : driver_->take_messages()) {
      messages.push_back(std::move(m));
      times.push_back(now);
    }
  }

  void advance(Micros end) {
    auto next = std::min(end, now + 50 * us_per_ms);
    const auto sooner = [&](std::optional<Micros> at) {
      if (at) next = std::min(next, std::max(*at, now + 100));
    };
    sooner(driver_->next_deadline());
    if (open_) sooner(port_.wait(now, !driver_->to_write().empty()).until);
    if (!open_) sooner(open_at_);
    now = next;
  }

  SimPort port_;
  std::unique_ptr<Driver> driver_;
  bool open_ = false;
  Micros open_at_ = 0;
};

}  // namespace outpost::dev::test
