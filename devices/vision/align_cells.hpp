// How much each piece of a line looks like a digit or a guard; the material of align(). Pure.
#pragma once

#include "devices/vision/align.hpp"

namespace outpost::dev::vision {

enum class Piece { left, right, start, middle, end, end_short };
inline constexpr std::size_t pieces = 6;
/// Modules of a piece. Guards include one module of the white beside them.
int modules_of(Piece piece);

/// How finely pieces are laid: a digit is `narrowest` samples wide at width index 0, and one more at each
/// next.
struct Grain {
  int narrowest, widths;
};
/// Two and four samples a module, 15 % more or less.
inline constexpr Grain coarse_grain{12, 5}, fine_grain{24, 10};
inline constexpr int most_widths = 10;

/// Samples of a piece where a digit has so many.
int samples_of(Piece piece, int digit_samples);

/// Computed where they are asked for, once.
class PieceCosts {
public:
  PieceCosts(const Profile& profile, Focus focus, const Grain& grain);
  /// Of the piece that begins at sample `start` at width index `w`: 0 = alike, 1 = nothing alike, 2 = the
  /// opposite.
  float at(Piece piece, int start, int w) {
    float& cost = costs_[static_cast<std::size_t>(piece)][static_cast<std::size_t>(start * most_widths + w)];
    if (cost < 0) cost = compute(piece, start, grain_.narrowest + w);
    return cost;
  }
  int length() const { return length_; }
  const Grain& grain() const { return grain_; }

private:
  float compute(Piece piece, int start, int digit_samples) const;

  int length_;
  Focus focus_;
  Grain grain_;
  std::vector<float> sums_;  // of the profile, so that the mean of any stretch is two look-ups
  float least_;              // contrast below which there are no bars
  std::array<std::vector<float>, pieces> costs_;  // negative = not computed yet
};

/// Prices of the ways to draw a digit between two places. Entries 0-19 as in Ways; for the right half, 0-9.
std::array<float, ways> prices_between(const Profile& profile, float from, float to, bool right, Focus focus);

}  // namespace outpost::dev::vision
