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
  bool backwards = false;  ///< the code lies upside down
};

/// The number on a patch's profile. With `wanted` only that one, which then must fit better than all others.
std::optional<Reading> read_profile(const Profile& profile, Layout layout,
                                    const std::string* wanted = nullptr);

}  // namespace outpost::dev::vision
