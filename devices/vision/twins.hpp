// The same text at several places of one frame: two packages of one product, each with its own code. A reader
// marks one code by a line here and a box there, so what is near is one code; a second one counts only where
// no single code of that size could be. Too few is put right by a person; too many charges somebody for what
// is not there. Pure.
#pragma once

#include "devices/vision/code.hpp"

#include <vector>

namespace outpost::dev::vision {

/// How far from one another the middles of two copies are at least, in lengths of the larger one. A code is
/// hardly ever higher than long, so two lines read within one code are nearer.
inline constexpr float least_twin_lengths = 1;

/// The further places of `code` among all looks of its frame, one entry a place, each with the evidence of
/// its own looks. A look without a place is none; nor is a place where another number was seen as well.
std::vector<FoundCode> twins_of(const FoundCode& code, const std::vector<Look>& looks);

}  // namespace outpost::dev::vision
