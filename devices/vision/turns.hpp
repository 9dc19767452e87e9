// Which rows of a code a frame of a stream is read on. Glare and folds lie on some rows and not on others,
// and a product held still shows them the same in each frame: as long as no linear code is read, every other
// frame looks at other rows, and does not end with a matrix code; rows that were read are looked at again.
// Pure.
#pragma once

namespace outpost::dev::vision {

class Turns {
public:
  /// For Hints::turn of the next frame: 0 = the usual rows, above it others.
  int next() const { return elsewhere_ ? turn_ : 0; }

  /// No linear code was read of this picture, and not everything was tried: it is worth a look although it
  /// stands still.
  bool worth_another() const { return !read_ && looks_ < enough; }

  /// What came of a look at a frame; `read`: a linear code; `changed`: it shows something else than the one
  /// before.
  void after(bool read, bool changed) {
    looks_ = changed ? 1 : looks_ + (looks_ < enough);
    read_ = read;
    if (read) return;
    if (elsewhere_) turn_ = turn_ % most + 1;
    elsewhere_ = !elsewhere_;
  }

private:
  static constexpr int enough = 16;   // half a second; eight of them elsewhere
  static constexpr int most = 1'000;  // by then every row was looked at many times
  int turn_ = 1, looks_ = 0;
  bool elsewhere_ = false, read_ = true;  // before the first frame there is nothing to look at
};

}  // namespace outpost::dev::vision
