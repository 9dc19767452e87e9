// Small and read-only disks. They need the right to mount; a test says so and goes on when it is not there.
#pragma once

#include <cstdint>
#include <string>

namespace outpost::e2e {

/// A tmpfs of `bytes` in a mount namespace of this process (it is gone when the process ends, however it
/// ends). Main thread only: the programs that it starts see the mount.
class SmallDisk {
public:
  /// `why_not()` is not empty when it could not be mounted.
  SmallDisk(const std::string& folder, std::int64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  const std::string& why_not() const { return why_not_; }
  const std::string& path() const { return path_; }
  /// Writes a file until there is no space left; the bytes it took.
  std::int64_t fill();
  /// Gives the space back.
  void free();
  /// Mounted anew as read-only or read-write; false when the kernel refuses.
  bool read_only(bool on);

private:
  std::string path_, why_not_;
};

}  // namespace outpost::e2e
