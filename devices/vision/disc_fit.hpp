// The bar-width fit for a picture that is out of focus: each point is a disc, in the light itself and not in
// the grey levels that a camera makes of it, and digits are smeared over their neighbours. EAN-13 and UPC-A
// only: shorter codes have too few digits to prove anything through that. Pure.
#pragma once

#include "devices/vision/disc_search.hpp"
#include "devices/vision/fit.hpp"

namespace outpost::dev::vision {

/// Light from grey levels: cameras store its power of 1 / 2.2 (sRGB, IEC 61966-2-1, nearly).
Profile in_light(const Profile& grey);

/// As fit_text(), of a line in light, with the digits of `place` to begin with. The margin is against the
/// best other number, which may see the bars its own way; that number is found exactly.
std::optional<Fit> fit_out_of_focus(const Profile& light, const DiscPlace& place);

}  // namespace outpost::dev::vision
