// Our own bar-width fit: what would this text look like on this line, and does another text look more like
// it? The line is modelled as the drawn bars, widened by ink, blurred, lit unevenly, and stretched smoothly;
// all of that is fitted by least squares. Then each digit's other shapes are held against what is left over.
// Every linear text, our own or a library's, must pass: a repeated misread (a 1 for a 7, a 2 for an 8) agrees
// with itself as often as one looks, but not with the widths of its own bars. Pure.
#pragma once

#include "devices/vision/align.hpp"

namespace outpost::dev::vision {

struct Fit {
  std::string text;
  Ways drawn{};
  float likeness = 0;  ///< part of the line's variation that the text explains, 0 to 1
  /// Against the best other text: natural logarithm of how much less likely that is, when each module is one
  /// independent look and the noise is what the text leaves unexplained near the digits in question.
  float margin = 0;
  /// Likeness of the first and the last guard; far below 0 = there is none.
  std::array<float, 2> guards{1, 1};
  float blur = 0;           ///< standard deviation, modules
  float spread = 0;         ///< ink, modules that a bar is wider than drawn
  std::vector<float> ends;  ///< of the first and the last bar, in samples of the profile
};

/// Fits the best text to an aligned profile (mirrored already when the alignment is backwards). `wanted` =
/// only this text may be the result. Nothing when no text fits best.
std::optional<Fit> fit_text(const Profile& profile, const Alignment& a, Layout layout,
                            const std::string* wanted = nullptr);

}  // namespace outpost::dev::vision
