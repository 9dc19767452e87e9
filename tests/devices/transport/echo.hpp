// The smallest simulator: says back what it heard, a little later.
#pragma once

#include "devices/transport/simulator.hpp"

namespace outpost::dev::test {

class Echo final : public Simulator {
public:
  explicit Echo(Micros delay = 10'000) : delay_(delay) {}
  void on_plug(Micros) override { ++plugs; }
  void on_bytes(ByteView b, Micros now) override {
    held_.insert(held_.end(), b.begin(), b.end());
    due_ = now + delay_;
  }
  void on_tick(Micros now) override {
    if (!due_ || now < *due_) return;
    out_ = std::move(held_);
    held_.clear();
    due_.reset();
  }
  Bytes take_output() override { return std::exchange(out_, {}); }
  std::optional<Micros> next_deadline() const override { return due_; }
  bool plugged() const override { return in; }
  bool accepts() const override { return room; }

  bool in = true, room = true;
  int plugs = 0;

private:
  Micros delay_;
  Bytes held_, out_;
  std::optional<Micros> due_;
};

}  // namespace outpost::dev::test
