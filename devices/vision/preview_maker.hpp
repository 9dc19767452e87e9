// The picture that a person sees of what a camera sees: small, grey, and without anything that could be used
// somewhere else. In the child, which has the pixels.
//
// What is no goods is covered (shown_codes.hpp) and then the whole picture is made coarse, for the two
// seconds after too: a phone shows its payment code twice, as bars and as a square, and the reader is content
// with one of them; and in the next frame it may be blurred for the reader but not for everybody. Last, the
// small picture itself is read once more, since the cascade ends with the first code that it finds.
#pragma once

#include "devices/vision/gray.hpp"
#include "devices/vision/worker_wire.hpp"

namespace outpost::dev::vision {

class PreviewMaker {
public:
  static constexpr Micros hidden_for = 2 * us_per_s;  ///< after a frame with something to hide
  static constexpr int tiles = 16;                    ///< of a coarse picture's longer side: no code survives

  /// The wish's part of the frame, with what was read in it. `now` is any clock that does not go back.
  Preview make(const GrayView& frame, const PreviewWish& wish, const std::vector<FoundCode>& codes,
               Micros now);

private:
  bool hides(const std::vector<FoundCode>& codes, const GrayView& small, Micros now);

  Micros hidden_until_ = 0;
};

}  // namespace outpost::dev::vision
