#include "devices/transport/tcp_port.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/tcp.h>

namespace outpost::dev {
namespace {

constexpr Micros connect_limit = 3 * us_per_s;  // look-up and handshake together, over all addresses
constexpr Micros resolver_poll = 20 * us_per_ms;
// 5 s of quiet, then three probes 2 s apart: a peer that lost power is known after 11 s.
constexpr int keepalive_idle_s = 5, keepalive_interval_s = 2, keepalive_probes = 3;
// A printer without paper may take nothing for a while; the drivers have limits of their own, this one is the
// last.
constexpr unsigned unacknowledged_limit_ms = 30'000;

void set(int fd, int level, int name, int value) { setsockopt(fd, level, name, &value, sizeof value); }

void tune(int fd) {
  set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(fd, IPPROTO_TCP, TCP_KEEPIDLE, keepalive_idle_s);
  set(fd, IPPROTO_TCP, TCP_KEEPINTVL, keepalive_interval_s);
  set(fd, IPPROTO_TCP, TCP_KEEPCNT, keepalive_probes);
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_limit_ms, sizeof unacknowledged_limit_ms);
}

}  // namespace

TcpPort::TcpPort(HostPort peer) : peer_(std::move(peer)), what_(peer_.host + ":" + peer_.port) {}

Error TcpPort::unreachable(const std::string& why) const {
  return fail(Code::unavailable, "port-unreachable", fmt::format("{}: {}.", what_, why));
}

Result<void> TcpPort::open(Micros now) {
  link_ = Link::opening;
  give_up_ = now + connect_limit;
  addresses_.clear();
  resolver_.start(peer_);
  return step(now);
}

Wait TcpPort::wait(Micros now, bool want_write) const {
  if (link_ == Link::open) return {.fd = fd_.get(), .readable = true, .writable = want_write, .until = {}};
  if (fd_) return {.fd = fd_.get(), .readable = false, .writable = true, .until = give_up_};
  return {.fd = -1, .readable = false, .writable = false, .until = now + resolver_poll};
}

Result<void> TcpPort::step(Micros now) {
  if (link_ != Link::opening) return {};
  if (fd_) {
    OUTPOST_CHECK(finish_connect());
    if (link_ == Link::open) return {};
    if (!fd_) return connect_next();  // this address refused, another may not
  } else if (auto answer = resolver_.poll()) {
    if (!answer->ok()) return answer->error();
    addresses_ = std::move(*answer).value();
    return connect_next();
  }
  if (now >= give_up_) return unreachable("no answer in time");
  return {};
}

Result<void> TcpPort::connect_next() {
  int error = EHOSTUNREACH;
  while (!addresses_.empty()) {
    const Address a = addresses_.front();
    addresses_.erase(addresses_.begin());
    Fd fd(::socket(a.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return port_error(errno, Peer::network, what_);
    tune(fd.get());
    const int rc = ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&a.bytes), a.length);
    if (rc == 0 || errno == EINPROGRESS) {
      fd_ = std::move(fd);
      if (rc == 0) link_ = Link::open;
      return {};
    }
    error = errno;
  }
  return unreachable(std::strerror(error));
}

Result<void> TcpPort::finish_connect() {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    fd_.reset();
    if (addresses_.empty()) return unreachable(std::strerror(error));
    return {};
  }
  sockaddr_storage peer{};
  socklen_t length = sizeof peer;  // a name of the peer exists only once the handshake is over
  if (::getpeername(fd_.get(), reinterpret_cast<sockaddr*>(&peer), &length) == 0) link_ = Link::open;
  return {};
}

Result<std::size_t> TcpPort::read(std::span<std::uint8_t> into, Micros) {
  return read_some(fd_.get(), into, Peer::network, what_);
}

Result<std::size_t> TcpPort::write(ByteView bytes, Micros) {
  return write_some(fd_.get(), bytes, Peer::network, what_);
}

void TcpPort::close() {
  link_ = Link::closed;
  resolver_.forget();
  addresses_.clear();
  fd_.reset();
}

}  // namespace outpost::dev
