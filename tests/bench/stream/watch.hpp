// What came of a stream: from the texts and times of each frame to the first accepted read. Pure.
#pragma once

#include "devices/tools/photo_list.hpp"
#include "devices/tools/side_by_side.hpp"

#include <optional>
#include <vector>

namespace outpost::bench {

/// What a reader's time does to the frames behind.
enum class Pace {
  newest,  ///< as a camera does: while a frame is read only the newest of the next ones waits
  strict,  ///< a frame that took over 33 ms counts as dropped
  every,   ///< time does not count
};

struct Watch {
  Pace pace = Pace::newest;
  bool cpu = false;     ///< processor's time instead of the wall's
  bool stream = false;  ///< through the product's rules for streams; else the first text counts
};

struct Seen {
  std::optional<int> first;  ///< frames from the first one that shows the whole code; 1 = in that frame
  int frames = 0, dropped = 0;
  std::vector<std::string> wrong;  ///< accepted, and not in the picture
};

/// `frames`: of one reader, in order. `whole_from`: the first frame that shows the whole code.
Seen watch(const std::vector<dev::Outcome>& frames, int whole_from, const dev::Photo& truth,
           const Watch& how);

}  // namespace outpost::bench
