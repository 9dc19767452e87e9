#include "devices/transport/file_port.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

namespace outpost::dev {

Result<void> FilePort::open(Micros) {
  struct stat st {};
  const bool there = ::stat(path_.c_str(), &st) == 0;
  device_ = there && S_ISCHR(st.st_mode);
  // A device that is unplugged must not become a regular file in /dev.
  const bool may_make = !there && !path_.starts_with("/dev/");
  const int flags = device_ ? O_RDWR : O_WRONLY | O_APPEND | (may_make ? O_CREAT : 0);
  Fd fd(::open(path_.c_str(), flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0640));
  if (!fd) return port_error(errno, Peer::file, path_);
  fd_ = std::move(fd);
  return {};
}

Wait FilePort::wait(Micros now, bool want_write) const {
  if (device_) return {.fd = fd_.get(), .readable = true, .writable = want_write, .until = {}};
  Wait w;  // a regular file is always ready and cannot be polled
  if (want_write) w.until = now;
  return w;
}

Result<void> FilePort::step(Micros) {
  pollfd p{fd_.get(), 0, 0};
  if (device_ && fd_ && ::poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
    return port_error(ENODEV, Peer::file, path_);
  return {};
}

Result<std::size_t> FilePort::read(std::span<std::uint8_t> into, Micros) {
  if (!device_) return std::size_t{0};
  pollfd p{fd_.get(), POLLIN, 0};  // a printer's driver answers a read of nothing with 0, like the end
  if (::poll(&p, 1, 0) <= 0) return std::size_t{0};
  return read_some(fd_.get(), into, Peer::file, path_);
}

Result<std::size_t> FilePort::write(ByteView bytes, Micros) {
  return write_some(fd_.get(), bytes, Peer::file, path_);
}

}  // namespace outpost::dev
