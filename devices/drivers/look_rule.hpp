// When may a frame that shows nothing new be passed over? An idle camera costs next to nothing then, and
// nothing may be missed by it for ever:
//
//   - after a change the picture is read until it was the same, and read the same, in five looks (the window
//   of
//     the votes, vision/votes.hpp) and for two seconds (a lens that still focuses changes less than the gate
//     sees);
//   - a picture that shows nothing new is read once a second all the same;
//   - a look that says something else than the one before begins this anew;
//   - when nothing was new for ten seconds, a frame may be left unopened if the one before it came less than
//   60 ms
//     ago (of 30 frames a second every other one), and the picture is read every two seconds.
//
// Pure.
#pragma once

#include "devices/vision/worker_wire.hpp"

namespace outpost::dev {

class LookRule {
public:
  static constexpr int settled_looks = 5;
  static constexpr Micros settled_after = 2 * us_per_s;
  static constexpr Micros look_every = us_per_s;
  static constexpr Micros drowsy_after = 10 * us_per_s;
  static constexpr Micros drowsy_pause = 60 * us_per_ms, drowsy_look_every = 2 * us_per_s;

  explicit LookRule(bool gate) : gate_(gate) {}

  /// For a frame that goes to the reader: it may say that there is nothing new.
  bool may_skip(Micros now) const;
  /// For one that came just now: it need not go there at all.
  bool may_rest(Micros now) const;
  /// A frame went to the reader.
  void on_begin(Micros now) { last_frame_ = now; }
  /// A frame that was read.
  void on_looked(const vision::WorkReply& reply, Micros now);
  /// One that could not be.
  void on_failed() { looks_ = 0; }

private:
  bool drowsy(Micros now) const;

  bool gate_;
  int looks_ = 0;  // in a row that were the same
  Micros since_ = 0, last_look_ = 0, last_frame_ = 0;
  std::string said_;
};

}  // namespace outpost::dev
