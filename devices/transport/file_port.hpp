// `file:` - a file that bytes are appended to (a printer's output to look at), or a character device such as
// /dev/usb/lp0, which is also read.
#pragma once

#include "devices/transport/fd_io.hpp"

namespace outpost::dev {

class FilePort final : public Transport {
public:
  explicit FilePort(std::string path) : path_(std::move(path)) {}

  Result<void> open(Micros now) override;
  Link link() const override { return fd_ ? Link::open : Link::closed; }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override;
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override { fd_.reset(); }

private:
  std::string path_;
  Fd fd_;
  bool device_ = false;
};

}  // namespace outpost::dev
