// Where the symbols of a Code 128 lie on a line of brightness: how many there are, on which bend, and a chain
// of symbols laid along it. No edge has to be found first. Pure.
#pragma once

#include "devices/vision/code128_tables.hpp"
#include "devices/vision/profile_reader.hpp"

namespace outpost::dev::vision {

/// Modules from first to last bar.
inline constexpr int code128_modules_in(int symbols) {
  return symbols * code128_symbol_modules + code128_stop_modules;
}

/// How many symbols on which bend, and how much the comb of their modules stands out.
struct Count128 {
  float strength = 0;
  int symbols = 0;
  Stretch stretch;
};

/// The likeliest numbers of symbols between two places of a line, the best first.
std::vector<Count128> count_code128(const Profile& profile, float from, float to);

/// A line as it would be without its bend: so many samples from first to last bar, and `beside` more on each
/// side.
Profile straightened(const Profile& profile, const Stretch& stretch, int samples, int beside);

/// Symbols laid along the line, each about as wide as the one before it.
struct Cut128 {
  std::vector<int> values;
  std::vector<float> at;  ///< where each begins, and where the last one ends
  float cost = 1;         ///< 0 = drawings, 1 = nothing alike; the mean of all
};

/// The cheapest chain of symbols whose borders lie a little off an even pitch; nothing when it costs more
/// than `most_cost`, and then as soon as that is plain.
std::optional<Cut128> cut_code128(const Profile& line, float from, float to, int symbols, float most_cost);

}  // namespace outpost::dev::vision
