// `sim:` - a simulator of this process as a transport. Deterministic: it moves only in step(), read() and
// write(), on the time it is given.
#pragma once

#include "devices/transport/simulator.hpp"
#include "devices/transport/transport.hpp"

namespace outpost::dev {

class SimPort final : public Transport {
public:
  explicit SimPort(std::unique_ptr<Simulator> simulator) : simulator_(std::move(simulator)) {}

  Result<void> open(Micros now) override;
  Link link() const override { return open_ ? Link::open : Link::closed; }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override;
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override { open_ = false; }

  Simulator& simulator() { return *simulator_; }

private:
  Result<void> still_plugged() const;
  void collect();

  std::unique_ptr<Simulator> simulator_;
  Bytes inbox_;  // on the wire, not read by the host yet
  bool open_ = false;
};

}  // namespace outpost::dev
