#include "devices/vision/profile_reader.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

/// Kept on each side of the bars, in parts of their length: the quiet zones of a short code are in it.
constexpr float beside = 0.14F;
/// Samples a module: below it a stretch is too short for the layout.
constexpr float least_pitch = 0.9F;
/// A chain of pieces that is less alike than this is nothing: random lines are at 0.45 and above.
constexpr float most_cost = 0.42F;
/// Below this no other layout or stretch is tried: each piece looks like what it should be.
constexpr float clear_cost = 0.1F;

/// A stretch at the pitch of a layout, and where its pieces lie.
struct Placed {
  Layout layout = Layout::ean13;
  Profile line;
  Alignment alignment;
  float from = 0, step = 1;  // of the line in the profile
  float length = 1;          // of the stretch
};

std::optional<Placed> place(const Profile& profile, const Stretch& stretch, Layout layout) {
  const auto [left, right] = stretch;
  const float length = right - left;
  const auto modules = static_cast<float>(info_of(layout).modules);
  if (length < modules * least_pitch) return std::nullopt;
  const auto from = static_cast<std::size_t>(std::max(0.F, left - beside * length));
  const auto to = std::min(profile.size(), static_cast<std::size_t>(right + beside * length));
  const Profile part(profile.begin() + static_cast<std::ptrdiff_t>(from),
                     profile.begin() + static_cast<std::ptrdiff_t>(to));
  const float factor = align_pitch * modules / length;
  const auto samples = static_cast<std::size_t>(std::lround(static_cast<float>(part.size()) * factor));
  Placed out{layout, resampled(part, samples), {}, static_cast<float>(from), 1 / factor, length};
  auto alignment = align(out.line, (left - out.from) * factor, (right - out.from) * factor, layout);
  if (!alignment || alignment->cost > most_cost) return std::nullopt;
  out.alignment = std::move(*alignment);
  return out;
}

std::optional<Reading> read_placed(Placed&& p, const std::string* wanted) {
  compare_digits(p.line, p.layout, p.alignment);
  const auto n = static_cast<float>(p.line.size());
  const bool backwards = p.alignment.backwards;
  auto fit = fit_text(backwards ? mirrored(p.line) : p.line, p.alignment, p.layout, wanted);
  if (!fit) return std::nullopt;
  Reading out{p.layout, std::move(*fit), 0, 0, p.alignment.cost, 0, backwards};
  float a = out.fit.ends[0], b = out.fit.ends[1];
  if (backwards) a = n - a, b = n - b;
  out.from = p.from + a * p.step, out.to = p.from + b * p.step;
  out.cover = std::abs(out.to - out.from) / p.length;
  return out;
}

}  // namespace

std::optional<Reading> read_profile(const Profile& profile, const Stretch& stretch, Layout layout,
                                    const std::string* wanted) {
  auto placed = place(profile, stretch, layout);
  if (!placed) return std::nullopt;
  return read_placed(std::move(*placed), wanted);
}

std::optional<Reading> read_any(const Profile& profile) {
  std::optional<Placed> best;
  for (const auto& stretch : stretches(profile))
    for (const auto layout : {Layout::ean13, Layout::ean8, Layout::upce}) {
      if (best && best->alignment.cost < clear_cost) break;
      auto placed = place(profile, stretch, layout);
      if (placed && (!best || placed->alignment.cost < best->alignment.cost)) best = std::move(placed);
    }
  if (!best) return std::nullopt;
  return read_placed(std::move(*best), nullptr);
}

}  // namespace outpost::dev::vision
