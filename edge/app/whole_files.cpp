#include "edge/app/whole_files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace outpost::app {

namespace fs = std::filesystem;

void sync_path(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = fd >= 0 && ::fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (!done)
    throw fs::filesystem_error("cannot be synced", path, std::error_code(why, std::generic_category()));
}

void copy_whole(const fs::path& from, const fs::path& to) {
  const fs::path half = to.string() + ".copying";
  try {
    fs::copy_file(from, half, fs::copy_options::overwrite_existing);
    sync_path(half);
    fs::rename(half, to);
  } catch (...) {
    std::error_code none;
    fs::remove(half, none);
    throw;
  }
}

void copy_blobs(const fs::path& from, const fs::path& to) {
  if (!fs::exists(from / "blobs")) return;
  fs::create_directories(to / "blobs");
  for (const auto& entry : fs::recursive_directory_iterator(from / "blobs")) {
    const auto target = to / entry.path().lexically_relative(from);
    if (entry.is_directory())
      fs::create_directories(target);
    else
      copy_whole(entry.path(), target);
  }
  sync_path(to / "blobs");
}

}  // namespace outpost::app
