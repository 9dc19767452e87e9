// From frames to items. A product lies before a camera for hundreds of frames and is one item; the next
// product must not wait for it; and a number that only some frames show must not be sold. The rules:
//
//   - codes whose middle is outside the region are not there;
//   - a strong code is accepted in its first frame, a weak one in the second of five frames (votes.hpp); two
//     linear texts at one place in one frame make each other doubtful, a strong one beats a weak one;
//   - an accepted code is locked while it is seen, however weakly, and released after `release_us` unseen
//     (locks.hpp); locks are per code, so another code is never delayed by them;
//   - without basket mode the same text twice in a frame is one item. With it, as many items are accepted as
//     places show the text in the same frame; a code that moves is never a second item;
//   - a locked code that comes back from elsewhere before its release is told as `again`, once each time.
//
// Time is that of the frames and only counts between frames that were read: an interval counts as half the
// release time at most, and none when the clock goes back. So a reader that hung, a camera that was unplugged
// or a jump of the clock releases nothing; at least one frame without the code must bear witness. Pure; one
// thread.
#pragma once

#include "devices/vision/locks.hpp"
#include "devices/vision/region.hpp"
#include "devices/vision/sighting.hpp"
#include "devices/vision/votes.hpp"

namespace outpost::dev::vision {

struct StreamSettings {
  Region region;
  Micros release_us = 700 * us_per_ms;
  bool basket = false;
};

struct StreamEvent {
  enum class Kind {
    accepted,  ///< an item
    again,     ///< shown again before its release: already scanned
    rival,     ///< refused: another text at this place in this or one of the last frames
  };
  Kind kind = Kind::accepted;
  std::size_t code = 0;  ///< which of the frame's codes
  Box crop;              ///< the code's part of this frame and no more: what may be kept of it
};

struct StreamCounters {
  std::int64_t accepted = 0, again = 0, rivals = 0;
  std::int64_t outside = 0;  ///< sightings outside the region
  std::int64_t refused = 0;  ///< sightings beyond a bound
};

class Stream {
public:
  /// The reader gives 32 codes a frame at most; of more, the rest is refused.
  static constexpr std::size_t max_sightings = 64;
  /// A reader loses a code for some frames although nobody moved it; that is no coming back.
  static constexpr Micros again_after = 200 * us_per_ms;

  explicit Stream(StreamSettings settings = {}) : settings_(std::move(settings)) {}

  /// The events in the order of the frame's codes.
  std::vector<StreamEvent> on_frame(const FrameCodes& frame);
  /// A frame that showed nothing new and was not read: what the last one showed is there still, what it did
  /// not show is away longer.
  void on_unchanged(Micros at_us);

  const StreamCounters& counters() const { return counters_; }
  /// Locks and open votes; for tests of the bound.
  std::size_t remembered() const { return locks_.size() + votes_.open(); }

private:
  struct Seen {
    std::size_t code;  // in the frame
    std::string key;
    Place place;
    bool linear, strong;
    bool rival = false;     // another text is at its place
    bool believed = false;  // strong, or voted for
  };
  using Copies = std::vector<Seen*>;

  void advance(Micros at);
  std::vector<Seen> inside(const FrameCodes& frame);
  void find_rivals(std::vector<Seen>& seen);
  void contradict(std::vector<Seen>& seen);
  Copies copies_of(const std::string& key, std::vector<Seen>& seen) const;
  void settle(const std::string& key, std::vector<Seen>& seen);
  void keep(Lock& lock, const Seen& copy);
  void admit(Seen& copy);
  void tell(StreamEvent::Kind kind, const Seen& seen);

  StreamSettings settings_;
  StreamCounters counters_;
  Locks locks_;
  Votes votes_;
  std::int64_t frame_ = 0;
  Micros now_ = 0;  // stream time
  std::optional<Micros> last_at_;
  const FrameCodes* current_ = nullptr;  // within on_frame
  std::vector<StreamEvent> events_;
};

}  // namespace outpost::dev::vision
