// Where the digits of a retail code lie on a line of brightness: a chain of guards and digits is laid along
// the line so that each piece looks like what it should be, the pieces about equally wide, width changing
// slowly. So start, pitch and a stretch by perspective or a bottle are found together, and no edge has to be
// found first, which a blurred or small code does not have. Pure.
#pragma once

#include "devices/vision/rivals.hpp"

#include <optional>
#include <vector>

namespace outpost::dev::vision {

/// Brightness along a line across the bars; any unit.
using Profile = std::vector<float>;

Profile mirrored(const Profile& profile);

/// Samples a module that align() works with.
inline constexpr float align_pitch = 4;

/// What digits are compared with: sharp to a little blurred, soft, or as a camera sees them that is out of
/// focus (of a line in light, in_light()).
enum class Focus { usual, soft, disc };

struct Alignment {
  Focus focus = Focus::usual;
  float cost = 1;             ///< 0 = like a drawing, 1 = like nothing; mean over the modules
  bool backwards = false;     ///< the code lies upside down: `at` and `prices` are of the mirrored profile
  std::vector<float> module;  ///< borders of guards and digits, in modules
  std::vector<float> at;      ///< where they are, in samples
  Prices prices{};            ///< of the digits, 0 to 2
};

/// The best place of `layout` on a profile whose pitch is about align_pitch (15 % more or less), with the
/// first and last bar within some modules of `from` and `to`. Nothing when none is as cheap as `most_cost`:
/// the search is over as soon as that is plain.
std::optional<Alignment> align(const Profile& profile, float from, float to, Layout layout,
                               Focus focus = Focus::usual, float most_cost = 1);

/// Fills in the prices, and finds out whether the code lies upside down.
void compare_digits(const Profile& profile, Layout layout, Alignment& alignment);

/// Moves the first or the last bar by some modules, and what is near it by less: where else a code may end.
/// Of the profile that the alignment lies on (mirrored already when it is backwards); fills in the prices.
void move_end(const Profile& profile, Layout layout, bool last, float modules, Alignment& alignment);

}  // namespace outpost::dev::vision
