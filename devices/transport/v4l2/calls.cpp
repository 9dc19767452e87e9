#include "devices/transport/v4l2/calls.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace outpost::dev::v4l2 {
namespace {

class SystemCalls final : public Calls {
public:
  int open(const char* path) override {
    const int fd = ::open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? -errno : fd;
  }
  void close(int fd) override { ::close(fd); }
  int ioctl(int fd, unsigned long request, void* argument) override {
    for (;;) {
      const int r = ::ioctl(fd, request, argument);
      if (r >= 0) return r;
      if (errno != EINTR) return -errno;
    }
  }
  int map(int fd, std::size_t length, std::uint32_t offset, void*& memory) override {
    memory = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, fd, static_cast<off_t>(offset));
    return memory == MAP_FAILED ? -errno : 0;
  }
  void unmap(void* memory, std::size_t length) override { ::munmap(memory, length); }
};

}  // namespace

Calls& system_calls() {
  static SystemCalls calls;
  return calls;
}

}  // namespace outpost::dev::v4l2
