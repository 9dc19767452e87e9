#include "devices/transport/fd_io.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::dev {
namespace {

bool not_now(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

Error unplugged(const std::string& what, std::string_view why) {
  return fail(Code::io, "port-unplugged", fmt::format("{} was unplugged ({}).", what, why));
}

Error tty_error(int error, const std::string& what) {
  switch (error) {
  case ENOENT:
  case ENOTDIR: return fail(Code::not_found, "port-absent", fmt::format("{} is not plugged in.", what));
  case EIO:
  case ENXIO:
  case ENODEV:
  case EBADF: return unplugged(what, std::strerror(error));
  case EBUSY: return fail(Code::busy, "port-busy", fmt::format("{} is in use by another program.", what));
  case EACCES:
  case EPERM:
  case ELOOP:
    return fail(Code::denied, "port-denied",
                fmt::format("{} may not be opened: {}.", what, std::strerror(error)));
  default: return fail(Code::io, "port-io", fmt::format("{}: {}.", what, std::strerror(error)));
  }
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Error port_error(int error, Peer peer, const std::string& what) {
  if (peer != Peer::network) return tty_error(error, what);
  if (error == EMFILE || error == ENFILE || error == ENOMEM)
    return fail(Code::io, "port-io", fmt::format("{}: {}.", what, std::strerror(error)));
  return fail(Code::unavailable, "port-unreachable", fmt::format("{}: {}.", what, std::strerror(error)));
}

Result<std::size_t> read_some(int fd, std::span<std::uint8_t> into, Peer peer, const std::string& what) {
  const auto n = ::read(fd, into.data(), std::min(into.size(), max_read_bytes));
  if (n > 0) return static_cast<std::size_t>(n);
  if (n < 0 && not_now(errno)) return std::size_t{0};
  if (n < 0) return port_error(errno, peer, what);
  if (peer == Peer::network)
    return fail(Code::unavailable, "port-unreachable", fmt::format("{} closed the connection.", what));
  return unplugged(what, "end of input");
}

Result<std::size_t> write_some(int fd, ByteView bytes, Peer peer, const std::string& what) {
  if (bytes.empty()) return std::size_t{0};
  const auto n = peer == Peer::network ? ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                                       : ::write(fd, bytes.data(), bytes.size());
  if (n >= 0) return static_cast<std::size_t>(n);
  if (not_now(errno)) return std::size_t{0};
  return port_error(errno, peer, what);
}

}  // namespace outpost::dev
