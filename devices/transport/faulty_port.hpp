// A bad cable around any port: bytes are lost, flipped, doubled, held back, split into small reads, and the
// line is cut after so many bytes. Seeded, so that a failing run can be run again.
// `sim:NAME?faults=drop:0.01+flip:0.001+split` (and `&fault_seed=7`): drop, flip and dup are probabilities a
// byte, delay is the most milliseconds a read is held back, cut is a number of bytes from the device until
// the cable is pulled.
#pragma once

#include "devices/transport/transport.hpp"
#include "edge/base/id.hpp"

#include <deque>
#include <memory>

namespace outpost::dev {

struct FaultPlan {
  double drop = 0, flip = 0, dup = 0;  ///< probability a byte, 0..1
  Micros delay_us = 0;
  bool split = false;
  std::uint64_t cut_after = 0;  ///< 0 = never

  /// Error `bad-port`.
  static Result<FaultPlan> parse(std::string_view text);
};

class FaultyPort final : public Transport {
public:
  FaultyPort(std::unique_ptr<Transport> inner, FaultPlan plan, std::uint64_t seed)
      : inner_(std::move(inner)), plan_(plan), random_(seed) {}

  Result<void> open(Micros now) override;
  Link link() const override { return inner_->link(); }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override { return inner_->step(now); }
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override { inner_->close(); }

private:
  struct Held {
    Micros due;
    Bytes bytes;
  };
  bool chance(double probability);
  Bytes spoil(ByteView bytes);
  Result<void> fetch(Micros now);

  std::unique_ptr<Transport> inner_;
  FaultPlan plan_;
  SeededRandom random_;
  std::deque<Held> held_;
  std::uint64_t heard_ = 0;  // bytes from the device since the port was opened
};

}  // namespace outpost::dev
