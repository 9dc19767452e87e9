#include "edge/store/space.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace outpost::store {
namespace {

constexpr std::int64_t refuse_percent = 4, resume_percent = 5, reserve_percent = 10;
constexpr std::int64_t plenty_bytes = 1LL << 30;  // weeks of sales: a large disk need not stop before
constexpr std::int64_t reserve_bytes = 64LL << 20;

bool below(const Space& space, std::int64_t percent) {
  return space.total_bytes > 0 && space.free_bytes < std::min(space.total_bytes / 100 * percent,
                                                              plenty_bytes / refuse_percent * percent);
}

}  // namespace

Space space_of(const std::string& dir) {
  struct statvfs s {};
  if (::statvfs(dir.c_str(), &s) != 0) return {};
  const auto block = static_cast<std::int64_t>(s.f_frsize);
  return {static_cast<std::int64_t>(s.f_bavail) * block, static_cast<std::int64_t>(s.f_blocks) * block};
}

bool nearly_full(const Space& space) { return below(space, refuse_percent); }

bool Reserve::look() {
  const auto space = space_of(dir_);
  struct stat s {};
  const bool there = ::stat(path_.c_str(), &s) == 0;
  if (nearly_full(space)) {
    if (there) ::unlink(path_.c_str());
    return refusing_ = true;
  }
  if (!there && !below(space, reserve_percent)) make(space);
  if (refusing_ && !below(space, resume_percent)) refusing_ = false;
  return refusing_;
}

void Reserve::make(const Space& space) {
  const int fd = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (::posix_fallocate(fd, 0, std::min(reserve_bytes, space.total_bytes / 50)) != 0) ::unlink(path_.c_str());
  ::close(fd);
}

}  // namespace outpost::store
