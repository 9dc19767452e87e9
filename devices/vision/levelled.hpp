// A line of brightness as under even light: glare and shadow taken out, so that bars that are pale under a
// lamp's gloss are as dark as the others. Noise is raised with them. Pure.
#pragma once

#include "devices/vision/align.hpp"

namespace outpost::dev::vision {

/// Of a patch's line (strips.hpp), four samples a module: around each sample the darkest and the brightest
/// within six modules, where a code has both, become one grey and another.
Profile levelled(const Profile& line);

}  // namespace outpost::dev::vision
