// From the intake log into the readable tables, each event once, in order, whatever is in it. An event that
// cannot be applied goes to the quarantine with its bytes and the cursor goes on: one bad sale never holds up
// the sales behind it.
#pragma once

#include "sync/hq/storage.hpp"

namespace outpost::hq {

struct ApplyBounds {
  std::size_t lanes = 32;      ///< log rows of one transaction, one a lane
  std::size_t events = 2'000;  ///< after which a transaction is closed: about 50 ms
};

struct Applied {
  std::uint64_t events = 0, quarantined = 0;
  std::vector<std::string> stores;  ///< whose cursors moved
};

/// One slice of work inside the caller's transaction; applies the next log row of each lane that is behind.
Applied apply_slice(ApplyStorage& storage, const ApplyBounds& bounds, Micros now);

}  // namespace outpost::hq
