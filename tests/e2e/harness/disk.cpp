#include "tests/e2e/harness/disk.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>
#include <vector>

namespace outpost::e2e {
namespace {

/// A namespace of our own, so that no mount outlives us or is seen by anybody else.
bool own_mounts() {
  static const bool ok =
      unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  return ok;
}

}  // namespace

SmallDisk::SmallDisk(const std::string& folder, std::int64_t bytes) : path_(folder) {
  std::filesystem::create_directories(folder);
  const std::string size = fmt::format("size={},mode=0700", bytes);
  if (!own_mounts() || mount("tmpfs", folder.c_str(), "tmpfs", 0, size.c_str()) != 0)
    why_not_ = fmt::format("a small disk needs the right to mount ({})", std::strerror(errno));
}

SmallDisk::~SmallDisk() {
  if (why_not_.empty()) umount2(path_.c_str(), MNT_DETACH);
}

std::int64_t SmallDisk::fill() {
  const int fd = open((path_ + "/filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::vector<char> block(4'096);
  std::int64_t written = 0;
  for (ssize_t n = 0; (n = write(fd, block.data(), block.size())) > 0;) written += n;
  close(fd);
  return written;
}

void SmallDisk::free() { unlink((path_ + "/filler").c_str()); }

bool SmallDisk::read_only(bool on) {
  return mount("none", path_.c_str(), nullptr, MS_REMOUNT | (on ? MS_RDONLY : 0), nullptr) == 0;
}

}  // namespace outpost::e2e
