// Is what a camera gives a picture of anything? Frames that come in halves, that never change by a single
// bit, that are dark or of one colour: each becomes a reason after it lasted long enough to be no accident.
// Pure.
#pragma once

#include "edge/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace outpost::dev {

class FrameHealth {
public:
  static constexpr Micros half_limit = 2 * us_per_s;
  /// Light has noise: the same bytes for so long are a camera whose picture stands still.
  static constexpr Micros frozen_limit = 5 * us_per_s;
  static constexpr Micros dark_limit = 3 * us_per_s;
  /// Long: somebody may hold a white box before it.
  static constexpr Micros blank_limit = 10 * us_per_s;
  static constexpr int dark_level = 24, blank_range = 3;  ///< grey levels of 255, averaged over 8 x 8 pixels

  /// A frame came, whole or not; `digest` 0 = not known.
  void on_frame(bool whole, std::uint64_t digest, Micros now);
  /// It could be opened; its darkest and brightest patch.
  void on_opened(int darkest, int brightest, Micros now);
  /// It could not: the other half is missing.
  void on_broken(Micros now);
  void forget() { *this = {}; }

  /// "", "camera-half-frames", "camera-dark", "camera-one-colour" or "camera-frozen".
  std::string_view trouble() const;

private:
  void set(std::optional<Micros>& since, bool bad) const;

  Micros now_ = 0;
  std::uint64_t digest_ = 0;
  std::optional<Micros> half_, frozen_, dark_, blank_;  // since when
};

}  // namespace outpost::dev
