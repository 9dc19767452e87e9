// Where an EAN-13 lies on a line that is out of focus. Its narrow bars are lost and its digits smeared over
// their neighbours, so there is no edge to hold on to and no digit that can be looked at alone: for each
// place, pitch, bend and blur the best digits of all are found together, and what they leave unexplained
// tells how good the place is. Pure.
#pragma once

#include "devices/vision/align.hpp"

namespace outpost::dev::vision {

/// A code as it may lie on a line.
struct DiscPlace {
  double from = 0, to = 0;    ///< first and last bar, samples of the profile
  double bend = 0, skew = 0;  ///< of the modules between them, as parts of the length
  double blur = 1;            ///< standard deviation of the disc, modules
  Ways drawn{};     ///< the best digits when neither the check digit nor the rule of the sets must hold
  double left = 1;  ///< part of the line's variation that the digits do not explain
};
/// Part of the length at part `u` of the modules.
double disc_bent(const DiscPlace& place, double u);

/// Places to begin with, for a line in light whose bars seem to end at `from` and `to`; the best first.
std::vector<DiscPlace> disc_places(const Profile& light, double from, double to);
/// The best place near one: goes downhill.
DiscPlace settled(const Profile& light, const DiscPlace& place);

}  // namespace outpost::dev::vision
