// Reading and writing a non-blocking descriptor, with the operating system's words turned into ours.
#pragma once

#include "devices/transport/transport.hpp"

#include <string>
#include <utility>

namespace outpost::dev {

/// Owns a descriptor.
class Fd {
public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

private:
  int fd_ = -1;
};

/// Who is at the other end: decides what "end of stream" and an errno mean.
enum class Peer { tty, network, file };

/// The port error (transport.hpp) for an errno; `what` names the port in the sentence for people.
Error port_error(int error, Peer peer, const std::string& what);

/// Up to max_read_bytes; 0 = nothing at present. A read of 0 bytes is the end: an unplugged line, a peer that
/// closed.
Result<std::size_t> read_some(int fd, std::span<std::uint8_t> into, Peer peer, const std::string& what);
/// 0 = no room at present.
Result<std::size_t> write_some(int fd, ByteView bytes, Peer peer, const std::string& what);

}  // namespace outpost::dev
