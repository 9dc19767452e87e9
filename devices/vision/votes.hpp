// Weak evidence waits for a second frame: a text is believed when 2 of 5 frames in a row show it near the
// same place and none of them shows another text there. Voting alone does not stop a misread that repeats;
// it stops the one that comes once. Pure.
#pragma once

#include "devices/vision/place.hpp"

namespace outpost::dev::vision {

class Votes {
public:
  static constexpr int needed = 2, window = 5;
  /// A camera that sees more doubtful texts than this in five frames lies: the rest is not noted.
  static constexpr std::size_t max_open = 64;

  /// Call once a frame, before its looks.
  void next_frame();
  /// A weak look; true when it is the one that was missing. The vote is over then.
  bool look(const std::string& key, const Place& place);
  /// Ends the votes of other texts at this place; true when there was one. A look without a place speaks
  /// against every vote, and every look against a vote without one: doubt, not trust.
  bool contradict(const std::string& key, const Place& place);
  /// The text is accepted by other means.
  void drop(const std::string& key);
  std::size_t open() const { return open_.size(); }

private:
  struct Vote {
    std::string key;
    Place place;
    unsigned frames = 1;  // bit 0: this frame, bit 1: the one before
    int age = 0;          // frames since the last look
  };
  std::vector<Vote> open_;
};

}  // namespace outpost::dev::vision
