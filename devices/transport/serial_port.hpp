// `serial:` - a tty: raw, CLOCAL (modem lines do not gate it), no HUPCL (closing does not reset a board),
// TIOCEXCL. The path should be a link under /dev/serial/by-id or by-path: ttyUSB numbers change.
#pragma once

#include "devices/transport/fd_io.hpp"
#include "devices/transport/line_settings.hpp"

namespace outpost::dev {

class SerialPort final : public Transport {
public:
  /// Errors of open() besides the port's: `bad-port` for a speed this system does not have.
  SerialPort(std::string path, LineSettings line) : path_(std::move(path)), line_(line) {}
  /// Gives the line back: exclusive use would outlast us where somebody else holds it open.
  ~SerialPort() override { close(); }

  Result<void> open(Micros now) override;
  Link link() const override { return fd_ ? Link::open : Link::closed; }
  Wait wait(Micros now, bool want_write) const override;
  Result<void> step(Micros now) override;
  Result<std::size_t> read(std::span<std::uint8_t> into, Micros now) override;
  Result<std::size_t> write(ByteView bytes, Micros now) override;
  void close() override;

private:
  std::string path_;
  LineSettings line_;
  Fd fd_;
};

/// True when `baud` is a speed of termios (1200 to 4000000).
bool known_baud(int baud);

}  // namespace outpost::dev
