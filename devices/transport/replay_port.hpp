// `replay:FILE` - a captured byte stream plays the device: the real driver under yesterday's hardware.
// Parameters:
// `?speed=10` plays ten times as fast (1 to 1000), `?strict=1` ends the stream with `replay-mismatch` when
// the host writes something else than was captured. After the last step the line stays silent.
#pragma once

#include "devices/transport/replay_script.hpp"
#include "devices/transport/simulator.hpp"
#include "devices/transport/transport.hpp"

#include <string>

namespace outpost::dev {

class ReplayPort final : public Transport {
public:
  ReplayPort(std::string path, int speed, bool strict)
      : path_(std::move(path)), speed_(speed), strict_(strict) {}

  Result<void> open(Micros now) override;
  Link link() const override { return open_ ? Link::open : Link::closed; }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override;
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override { open_ = false; }

  bool finished() const { return next_ == steps_.size() && inbox_.empty(); }

private:
  const ReplayStep* current() const { return next_ < steps_.size() ? &steps_[next_] : nullptr; }
  Micros due(const ReplayStep& step) const { return last_ + step.after_us / speed_; }
  void advance(Micros at) { ++next_, last_ = at, matched_ = 0; }

  std::string path_;
  int speed_;
  bool strict_;
  bool open_ = false;
  std::vector<ReplayStep> steps_;
  std::size_t next_ = 0;
  std::size_t matched_ = 0;  // bytes of the current from_host step that the host has written
  Micros last_ = 0;          // when the step before `next_` happened
  Bytes inbox_;
};

}  // namespace outpost::dev
