// How full the disk is, and the reserve that open orders are finished from.
#pragma once

#include <cstdint>
#include <string>

namespace outpost::store {

struct Space {
  std::int64_t free_bytes = 0, total_bytes = 0;
};

/// Of the file system that holds `dir`; all zero when it cannot be asked.
Space space_of(const std::string& dir);

/// Below 4 % free, or below 1 GiB on disks where 4 % is more: new orders are refused.
bool nearly_full(const Space& space);

/// Keeps DIR/reserve: up to 64 MiB of real blocks (at most 2 % of the disk) that are given free when the disk
/// is nearly full, so that open orders can be finished. Writer thread only.
class Reserve {
public:
  explicit Reserve(std::string dir) : path_(dir + "/reserve"), dir_(std::move(dir)) {}
  /// Looks at the disk, gives the reserve up or makes it again. True while new orders must be refused.
  bool look();

private:
  void make(const Space& space);
  std::string path_, dir_;
  bool refusing_ = false;
};

}  // namespace outpost::store
