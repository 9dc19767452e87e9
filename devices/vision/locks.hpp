// Debounce: an accepted code is locked while it is seen and released when it was not seen for long enough.
// One lock an item: in basket mode the same text can have several. Pure.
#pragma once

#include "devices/vision/place.hpp"
#include "edge/base/clock.hpp"

namespace outpost::dev::vision {

struct Lock {
  std::string key;
  Place place;
  bool linear = true;
  Micros seen_us = 0;           ///< stream time
  std::int64_t seen_frame = 0;  ///< number of the frame
  bool outside = false;         ///< seen outside the region since
};

class Locks {
public:
  /// A camera gives 32 codes a frame at most, and a person shows a handful. At the bound new codes are
  /// refused until one is released: to forget a lock would sell that item twice.
  static constexpr std::size_t max_locks = 512;

  /// Drops what was not seen since `oldest_us` or before it.
  void release(Micros oldest_us);
  /// What frame number `frame` showed is seen now too.
  void renew(std::int64_t frame, Micros now);
  bool full() const { return locks_.size() >= max_locks; }
  std::size_t size() const { return locks_.size(); }
  /// Precondition: not full.
  void add(Lock lock) { locks_.push_back(std::move(lock)); }
  /// Those of one text; valid until the next add or release.
  std::vector<Lock*> of(const std::string& key);
  /// A lock of another linear text at this place that was seen within `frames` before `frame`.
  bool held_by_other(const std::string& key, const Place& place, std::int64_t frame, int frames) const;

private:
  std::vector<Lock> locks_;
};

}  // namespace outpost::dev::vision
