// Our own reader of Code 128 on a line of brightness, and its bar-width fit: the number of symbols is the one
// with which each piece of the line looks like a symbol; then the bars of these symbols are drawn under blur,
// ink spread, uneven light and a smooth stretch, and no other symbol may look more like any piece. Pure.
#pragma once

#include "devices/vision/align.hpp"

namespace outpost::dev::vision {

struct Fit128 {
  std::vector<int> values;  ///< start to check symbol; the check symbol is right
  std::string text;
  bool backwards = false;  ///< the code lies upside down
  float cost = 1;          ///< how little the pieces look like symbols: 0 = drawings, 1 = nothing alike
  float likeness = 0;      ///< part of the line's variation that the symbols explain, 0 to 1
  /// Natural logarithm of how much less likely the next best text is: at least two symbols of it differ,
  /// since one alone spoils the check symbol.
  float margin = 0;
  float blur = 0;  ///< standard deviation, modules
};

/// The code between two places of a line, first to last bar. Nothing when no symbols fit best, or their check
/// symbol is wrong.
std::optional<Fit128> fit_code128(const Profile& profile, float from, float to);

}  // namespace outpost::dev::vision
