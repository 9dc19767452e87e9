// The system calls that a V4L2 camera needs and nothing else, so that a test can stand in their place and
// lie. Each returns what the kernel returned, or -errno.
#pragma once

#include <cstddef>
#include <cstdint>

namespace outpost::dev::v4l2 {

class Calls {
public:
  virtual ~Calls() = default;
  /// For reading and writing, never blocking, not inherited.
  virtual int open(const char* path) = 0;
  virtual void close(int fd) = 0;
  virtual int ioctl(int fd, unsigned long request, void* argument) = 0;
  /// For reading; where it is ends in `memory`.
  virtual int map(int fd, std::size_t length, std::uint32_t offset, void*& memory) = 0;
  virtual void unmap(void* memory, std::size_t length) = 0;
};

/// The kernel's.
Calls& system_calls();

}  // namespace outpost::dev::v4l2
