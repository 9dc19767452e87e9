// How much each piece of a line looks like a digit or a guard; the material of align(). Pure.
#pragma once

#include "devices/vision/align.hpp"

namespace outpost::dev::vision {

enum class Piece { left, right, start, middle, end, end_short };
inline constexpr std::size_t pieces = 6;
/// Modules of a piece. Guards include one module of the white beside them.
int modules_of(Piece piece);

/// Digits 24 to 33 samples wide: 28 is the nominal pitch.
inline constexpr int narrowest = 24, widths = 10;
/// Samples of a piece at digit width index `w`.
int samples_of(Piece piece, int w);

/// Computed where they are asked for, once.
class PieceCosts {
public:
  PieceCosts(const Profile& profile, Focus focus);
  /// 0 = alike, 1 = nothing alike, 2 = the opposite.
  float at(Piece piece, int start, int w) {
    const auto p = static_cast<std::size_t>(piece);
    if (!known_[p][static_cast<std::size_t>(start)]) compute(piece, start);
    return costs_[p][static_cast<std::size_t>(start * widths + w)];
  }
  int length() const { return length_; }

private:
  void compute(Piece piece, int start);

  int length_;
  Focus focus_;
  std::vector<float> sums_;  // of the profile, so that the mean of any stretch is two look-ups
  float least_;              // contrast below which there are no bars
  std::array<std::vector<float>, pieces> costs_;
  std::array<std::vector<char>, pieces> known_;
};

/// Prices of the ways to draw a digit between two places. Entries 0-19 as in Ways; for the right half, 0-9.
std::array<float, ways> prices_between(const Profile& profile, float from, float to, bool right, Focus focus);

}  // namespace outpost::dev::vision
