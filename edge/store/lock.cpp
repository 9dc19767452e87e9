#include "edge/store/open.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace outpost::store {

Result<StoreLock> StoreLock::take(const std::string& dir) {
  const auto path = dir + "/store.db.lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(Code::io, "bad-folder", fmt::format("{} cannot be opened: {}.", path, std::strerror(errno)));
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return StoreLock(fd);
  const int why = errno;
  ::close(fd);
  if (why != EWOULDBLOCK)
    return fail(Code::io, "bad-folder", fmt::format("{} cannot be locked: {}.", path, std::strerror(why)));
  return fail(Code::unavailable, "store-in-use",
              fmt::format("The store in {} is in use by another process: stop it first.", dir));
}

StoreLock::StoreLock(StoreLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
StoreLock::~StoreLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace outpost::store
