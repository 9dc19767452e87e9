// A frame and what was seen in it so far; the passes of the cascade add to it.
#pragma once

#include "devices/vision/accept.hpp"
#include "devices/vision/gray.hpp"
#include "devices/vision/strips.hpp"
#include "devices/vision/time_limit.hpp"

#include <optional>

namespace outpost::dev::vision {

class Scene {
public:
  Scene(const GrayView& frame, const TimeLimit& limit) : frame_(frame), limit_(limit) {}

  const GrayView& frame() const { return frame_; }
  const TimeLimit& limit() const { return limit_; }
  const std::vector<Look>& looks() const { return looks_; }
  std::vector<FoundCode> codes() const { return accept(looks_); }

  /// Looks of a library in a copy of the frame that is `scale` times as large; each number is held against
  /// the pixels where it was seen.
  void add(std::vector<Look> found, double scale);
  /// Looks of a library in the area of `place`.
  void add_at(std::vector<Look> found, const Corners& place);
  /// Our own looks, corners in the frame; each is a look of its own.
  void add_own(std::vector<Look> found);

  /// Where there may be bars.
  struct Spot {
    BarArea region;
    std::optional<Patch> patch = {};
    bool cut = false;
    bool like_retail = false;  ///< our own reader found a retail code's bars there, read or not
  };
  /// The likeliest first; searched for once.
  std::vector<Spot>& spots(std::size_t most);
  /// The upright piece of the frame, cut out when it is first asked for; none when there are no bars in it.
  const Patch* patch_at(Spot& spot) const;
  /// The middle of `place` is in bars that are all one code's: there is no matrix code.
  bool in_bars(const Corners& place) const;
  /// A code was accepted there.
  bool solved(const BarArea& region) const;

private:
  void compare(Look& look);

  GrayView frame_;
  TimeLimit limit_;
  std::vector<Look> looks_;
  std::optional<std::vector<Spot>> spots_;
  int passes_ = 0, comparisons_ = 0;
};

}  // namespace outpost::dev::vision
