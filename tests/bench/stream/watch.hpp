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
  std::optional<int> held;   ///< the same from the first one in which the hand is all but still
  int waited = 0;            ///< frames before that one; all that are left, where nothing is read
  int frames = 0, dropped = 0;
  std::vector<std::string> wrong;  ///< accepted, and not in the picture
};

/// Numbers of frames.
struct Marks {
  int whole = -1;  ///< the first that shows all of the code
  int held = -1;   ///< the first of those that is smeared by a module at most: before it only bars that lie
                   ///< along the movement can be seen at all
};

/// `frames`: of one reader, in order.
Seen watch(const std::vector<dev::Outcome>& frames, const Marks& marks, const dev::Photo& truth,
           const Watch& how);

}  // namespace outpost::bench
