// `can:` - a CAN interface of the kernel (can:can0) by its raw socket: records of 16 bytes, one a frame, as
// devices/codec/can_frame.hpp has them. The bit rate is the interface's own, set where the network is
// configured. Only what belongs to a diagnosis is let in; the rest of a car's traffic stays in the kernel.
#pragma once

#include "devices/transport/fd_io.hpp"

#include <string>

namespace outpost::dev {

class CanPort final : public Transport {
public:
  explicit CanPort(std::string interface);

  /// Also `port-absent` when the interface is there and down, or the kernel has no CAN.
  Result<void> open(Micros now) override;
  Link link() const override { return fd_ ? Link::open : Link::closed; }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override;
  /// Whole records only. Precondition: room for one.
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  /// Whole records only; a part at the end is left.
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override { fd_.reset(); }

private:
  Error error(int number) const;

  std::string interface_, what_;
  Fd fd_;
  Micros full_until_ = 0;  // the interface's queue was full: polling would say "there is room" at once
};

}  // namespace outpost::dev
