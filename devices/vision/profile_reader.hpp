// Outpost's own reader of EAN-13, UPC-A, EAN-8 and UPC-E: a line of brightness to a number and how sure it
// is. Reads what is too blurred, small, noisy or bent for readers that look for edges first.
#pragma once

#include "devices/vision/fit.hpp"
#include "devices/vision/strips.hpp"

namespace outpost::dev::vision {

struct Reading {
  Layout layout = Layout::ean13;
  Fit fit;
  float from = 0, to = 0;  ///< first and last bar, samples of the profile
  float cost = 1;          ///< of the alignment
  float cover = 0;         ///< part of the stretch that is this code
  bool backwards = false;  ///< the code lies upside down
};

/// A stretch of a profile that may be a code, first to last bar.
struct Stretch {
  float from = 0, to = 0;
  float tilt = 0;  ///< natural logarithm of how much wider a module is at the right end than at the left one
  float arc = 0;   ///< radians of a cylinder that the bars cover
  Focus focus = Focus::usual;
};

/// Part of the stretch's length at part `u` of its modules; straight on beyond the ends.
float bent(const Stretch& stretch, float u);

/// Where bars are around the middle of a profile: all of them, and without what stands apart (an add-on of
/// two or five digits, a word beside the code). The likeliest first.
std::vector<Stretch> stretches(const Profile& profile);

/// Alignments that cost more say that there is no such code: letters and clutter are at it and above.
inline constexpr float hopeless_cost = 0.3F;

/// The number on a stretch. With `wanted` only that one, which then must fit better than all others. Nothing
/// when the alignment costs more than `most_cost`.
std::optional<Reading> read_profile(const Profile& profile, const Stretch& stretch, Layout layout,
                                    const std::string* wanted = nullptr, float most_cost = hopeless_cost);

/// How hard to look: bent = also for codes seen from the side or around a bottle, whose pitch changes more
/// than align() follows.
enum class Look1d { straight, bent };

/// Of readings above this cost read_any() says the cost only: they are no look.
inline constexpr float most_readable_cost = 0.22F;

/// The best reading of any layout of a profile; nothing when it is hopeless.
std::optional<Reading> read_any(const Profile& profile, Look1d look = Look1d::straight);

/// The stretch with the usual bends, and out of focus.
std::vector<Stretch> bends(const Stretch& stretch);

}  // namespace outpost::dev::vision
