#include "devices/vision/profile_reader.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

/// Kept on each side of the bars, in parts of their length: the quiet zones of a short code are in it.
constexpr float beside = 0.14F;
/// A chain of pieces that is less alike than this is nothing: random lines are at 0.45 and above.
constexpr float most_cost = 0.42F;

}  // namespace

std::optional<Reading> read_profile(const Profile& profile, Layout layout, const std::string* wanted) {
  const auto [left, right] = bars_in(profile);
  const float length = right - left;
  const int modules = info_of(layout).modules;
  if (length < static_cast<float>(modules) * 0.9F) return std::nullopt;
  const auto from = static_cast<std::size_t>(std::max(0.F, left - beside * length));
  const auto to = std::min(profile.size(), static_cast<std::size_t>(right + beside * length));
  const Profile part(profile.begin() + static_cast<std::ptrdiff_t>(from),
                     profile.begin() + static_cast<std::ptrdiff_t>(to));
  const float factor = align_pitch * static_cast<float>(modules) / length;
  const auto samples = static_cast<std::size_t>(std::lround(static_cast<float>(part.size()) * factor));
  Profile line = resampled(part, samples);
  const auto alignment = align(line, layout);
  if (!alignment || alignment->cost > most_cost) return std::nullopt;
  if (alignment->backwards) line = mirrored(line);
  auto fit = fit_text(line, *alignment, layout, wanted);
  if (!fit) return std::nullopt;
  Reading out{layout, std::move(*fit), 0, 0, alignment->cost, alignment->backwards};
  float a = out.fit.ends[0], b = out.fit.ends[1];
  if (alignment->backwards) {
    const auto n = static_cast<float>(samples);
    a = n - a, b = n - b;
  }
  const float step = static_cast<float>(part.size()) / static_cast<float>(samples);
  out.from = static_cast<float>(from) + a * step, out.to = static_cast<float>(from) + b * step;
  return out;
}

}  // namespace outpost::dev::vision
