// The one decision on which exactly-once rests.
#pragma once

#include <cstdint>

namespace outpost::session {

enum class Verdict {
  take,     ///< begins right after what was received
  known,    ///< all of it was received before
  overlap,  ///< its beginning was received before, its end not
  gap,      ///< something between is missing: nothing of it may be taken
};

/// `count` events from `first`, against the cursor. Pure.
Verdict judge(std::uint64_t received, std::uint64_t first, std::uint64_t count);

}  // namespace outpost::session
