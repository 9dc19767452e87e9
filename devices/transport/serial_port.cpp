#include "devices/transport/serial_port.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/serial.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>

namespace outpost::dev {
namespace {

struct Speed {
  int baud;
  speed_t code;
};

constexpr std::array<Speed, 18> speeds = {{{1'200, B1200},
                                           {2'400, B2400},
                                           {4'800, B4800},
                                           {9'600, B9600},
                                           {19'200, B19200},
                                           {38'400, B38400},
                                           {57'600, B57600},
                                           {115'200, B115200},
                                           {230'400, B230400},
                                           {460'800, B460800},
                                           {500'000, B500000},
                                           {576'000, B576000},
                                           {921'600, B921600},
                                           {1'000'000, B1000000},
                                           {1'500'000, B1500000},
                                           {2'000'000, B2000000},
                                           {3'000'000, B3000000},
                                           {4'000'000, B4000000}}};

const Speed* find_speed(int baud) {
  for (const auto& s : speeds)
    if (s.baud == baud) return &s;
  return nullptr;
}

termios raw_settings(termios t, const LineSettings& line, speed_t speed) {
  cfmakeraw(&t);
  t.c_cflag &= ~static_cast<tcflag_t>(CSIZE | PARENB | PARODD | CSTOPB | HUPCL | CRTSCTS);
  t.c_cflag |= CLOCAL | CREAD;
  t.c_cflag |= line.data_bits == 7 ? CS7 : CS8;
  if (line.parity != 'N') t.c_cflag |= PARENB;
  if (line.parity == 'O') t.c_cflag |= PARODD;
  if (line.stop_bits == 2) t.c_cflag |= CSTOPB;
  t.c_cc[VMIN] = 1;  // with O_NONBLOCK: nothing there is EAGAIN, and 0 means hung up
  t.c_cc[VTIME] = 0;
  cfsetispeed(&t, speed);
  cfsetospeed(&t, speed);
  return t;
}

void set_modem_line(int fd, int bit, bool up) { ioctl(fd, up ? TIOCMBIS : TIOCMBIC, &bit); }

/// FTDI bridges hold bytes back for 16 ms unless told; other drivers refuse the request, which is all right.
void ask_low_latency(int fd) {
  serial_struct s{};
  if (ioctl(fd, TIOCGSERIAL, &s) != 0) return;
  s.flags |= ASYNC_LOW_LATENCY;
  ioctl(fd, TIOCSSERIAL, &s);
}

}  // namespace

bool known_baud(int baud) { return find_speed(baud) != nullptr; }

Result<void> SerialPort::open(Micros) {
  const auto* speed = find_speed(line_.baud);
  if (!speed)
    return fail(Code::invalid, "bad-port", fmt::format("{} baud is no speed of a serial line.", line_.baud));
  // O_NONBLOCK also keeps open() from waiting for a carrier.
  Fd fd(::open(path_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return port_error(errno, Peer::tty, path_);
  // TIOCEXCL does not stop root, so there is an advisory lock too.
  if (flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return port_error(EBUSY, Peer::tty, path_);
  termios now_set{};
  if (tcgetattr(fd.get(), &now_set) != 0)
    return errno == ENOTTY ? fail(Code::invalid, "bad-port", path_ + " is not a serial line.")
                           : port_error(errno, Peer::tty, path_);
  const termios wanted = raw_settings(now_set, line_, speed->code);
  if (tcsetattr(fd.get(), TCSANOW, &wanted) != 0) return port_error(errno, Peer::tty, path_);
  ioctl(fd.get(), TIOCEXCL);
  set_modem_line(fd.get(), TIOCM_DTR, line_.dtr);
  set_modem_line(fd.get(), TIOCM_RTS, line_.rts);
  ask_low_latency(fd.get());
  tcflush(fd.get(), TCIOFLUSH);  // what was said to whoever had the line before
  fd_ = std::move(fd);
  return {};
}

Wait SerialPort::wait(Micros, bool want_write) const {
  return {.fd = fd_.get(), .readable = true, .writable = want_write, .until = {}};
}

Result<void> SerialPort::step(Micros) {
  pollfd p{fd_.get(), 0, 0};
  // Without a hang-up check a line that nobody reads or writes would look alive for ever.
  if (fd_ && ::poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLNVAL)) != 0)
    return port_error(EIO, Peer::tty, path_);
  return {};
}

Result<std::size_t> SerialPort::read(std::span<std::uint8_t> into, Micros) {
  return read_some(fd_.get(), into, Peer::tty, path_);
}

Result<std::size_t> SerialPort::write(ByteView bytes, Micros) {
  return write_some(fd_.get(), bytes, Peer::tty, path_);
}

void SerialPort::close() {
  // An unsent byte would make close() wait up to 30 s for a line that nobody drains.
  if (fd_) tcflush(fd_.get(), TCIOFLUSH), ioctl(fd_.get(), TIOCNXCL);
  fd_.reset();
}

}  // namespace outpost::dev
