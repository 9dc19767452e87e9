#include "devices/vision/profile_reader.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace outpost::dev::vision {
namespace {

/// Kept on each side of the bars, in parts of their length: the quiet zones of a short code are in it.
constexpr float beside = 0.14F;
/// Samples a module: below it a stretch is too short for the layout.
constexpr float least_pitch = 0.9F;
/// Below this no other layout or stretch is tried: each piece looks like what it should be.
constexpr float clear_cost = 0.1F;
/// Another alignment that costs so little more is fitted too, when the first one's fit is not clear.
constexpr float near_cost = 0.03F;
/// A guard that is less like one than this is no hold for the digits beside it; and a look that is less sure
/// than this may have slid although a guard seems to be there.
constexpr float held_guard = 0.3F, sure_margin = 40;
constexpr float clear_margin = 5, clear_likeness = 0.7F;

/// A stretch at the pitch of a layout, and where its pieces lie.
struct Placed {
  Layout layout = Layout::ean13;
  Profile line;
  Alignment alignment;
  std::vector<float> where;  // each sample of the line in the profile
  float length = 1;          // of the stretch
};

float between(const Profile& p, float at) {
  const float x = std::clamp(at - 0.5F, 0.F, static_cast<float>(p.size() - 1));
  const auto i = static_cast<std::size_t>(x);
  const float part = x - static_cast<float>(i);
  return (1 - part) * p[i] + part * p[std::min(i + 1, p.size() - 1)];
}

std::optional<Placed> place(const Profile& profile, const Stretch& stretch, Layout layout, float most_cost) {
  const float length = stretch.to - stretch.from;
  const auto modules = static_cast<float>(info_of(layout).modules);
  if (length < modules * least_pitch) return std::nullopt;
  const float n = modules * align_pitch;
  Placed out{layout, {}, {}, {}, length};
  for (float i = -std::floor(beside * n) + 0.5F; i < (1 + beside) * n; ++i) {
    const float at = stretch.from + length * bent(stretch, i / n);
    if (at < 0 || at > static_cast<float>(profile.size())) continue;
    out.where.push_back(at);
    out.line.push_back(between(profile, at));
  }
  const auto first = std::lower_bound(out.where.begin(), out.where.end(), stretch.from) - out.where.begin();
  auto alignment = align(out.line, static_cast<float>(first), static_cast<float>(first) + n, layout,
                         stretch.focus, most_cost);
  if (!alignment) return std::nullopt;
  out.alignment = std::move(*alignment);
  return out;
}

/// Where a place on the line is in the profile.
float in_profile(const Placed& p, float sample) {
  const auto last = static_cast<float>(p.where.size() - 1), x = sample - 0.5F;
  const auto i = static_cast<std::size_t>(std::clamp(x, 0.F, last - 1));
  return p.where[i] + (x - static_cast<float>(i)) * (p.where[i + 1] - p.where[i]);
}

/// Logarithm of how much less likely the other fit of the same line is, in the measure of margins.
float ahead(Layout layout, const Fit& fit, const Fit& other) {
  const auto& info = info_of(layout);
  const float looks = (static_cast<float>(info.modules) + 2 * info.quiet) / 2;
  return looks * ((1 - other.likeness) / std::max(1 - fit.likeness, 1e-4F) - 1);
}

/// Worth a second try: a number that may count, or would if its ends were elsewhere.
bool may_have_slid(const Fit& fit) {
  const bool doubtful = fit.margin >= clear_margin && fit.margin < sure_margin;
  return fit.likeness >= clear_likeness && (doubtful || std::ranges::min(fit.guards) < held_guard);
}

/// Digits beside a faint end can be laid some modules too far out or in, where others look better: the fit is
/// tried again from there. The likeliest is taken; what another number comes near it by is its margin.
Fit reseated(const Profile& line, const Placed& p, const std::string* wanted, const Fit& fit) {
  const bool sure = fit.margin >= sure_margin;  // and yet without a guard: only that end is in doubt
  std::vector<Fit> fits = {fit};
  for (const bool last : {false, true}) {
    if (sure && fit.guards[last] >= held_guard) continue;
    for (const float modules : {-2.F, 2.F, -5.F, 5.F}) {
      auto a = p.alignment;
      move_end(line, p.layout, last, modules, a);
      if (auto other = fit_text(line, a, p.layout, wanted)) fits.push_back(std::move(*other));
    }
  }
  auto best = *std::max_element(fits.begin(), fits.end(),
                                [](const Fit& a, const Fit& b) { return a.likeness < b.likeness; });
  for (const auto& other : fits)
    if (other.text != best.text) best.margin = std::min(best.margin, ahead(p.layout, best, other));
  return best;
}

std::optional<Reading> read_placed(Placed&& p, const std::string* wanted) {
  compare_digits(p.line, p.layout, p.alignment);
  const auto n = static_cast<float>(p.line.size());
  const bool backwards = p.alignment.backwards;
  const auto line = backwards ? mirrored(p.line) : p.line;
  auto fit = fit_text(line, p.alignment, p.layout, wanted);
  if (fit && may_have_slid(*fit)) fit = reseated(line, p, wanted, *fit);
  if (!fit) return std::nullopt;
  Reading out{p.layout, std::move(*fit), 0, 0, p.alignment.cost, 0, backwards};
  float a = out.fit.ends[0], b = out.fit.ends[1];
  if (backwards) a = n - a, b = n - b;
  out.from = in_profile(p, a), out.to = in_profile(p, b);
  out.cover = std::abs(out.to - out.from) / p.length;
  return out;
}

}  // namespace

float bent(const Stretch& s, float u) {
  constexpr float end = 0.01F;
  if (u < 0) return u * bent(s, end) / end;
  if (u > 1) return 1 + (u - 1) * (1 - bent(s, 1 - end)) / end;
  if (s.arc > 0) return 0.5F + std::sin(s.arc * (u - 0.5F)) / (2 * std::sin(s.arc / 2));
  if (s.tilt != 0) return (std::exp(s.tilt * u) - 1) / (std::exp(s.tilt) - 1);
  return u;
}

std::optional<Reading> read_profile(const Profile& profile, const Stretch& stretch, Layout layout,
                                    const std::string* wanted, float most_cost) {
  auto placed = place(profile, stretch, layout, most_cost);
  if (!placed) return std::nullopt;
  return read_placed(std::move(*placed), wanted);
}

std::vector<Stretch> bends(const Stretch& s) {
  // align() follows 16 % either way: a factor 1.4 from end to end. These reach a factor 4 (60 degrees from
  // the side) and a bottle of which 160 degrees are covered.
  std::vector<Stretch> out = {{s.from, s.to, 0, 0, Focus::soft}};
  for (const float tilt : {0.7F, -0.7F, 1.2F, -1.2F}) out.push_back({s.from, s.to, tilt, 0, Focus::usual});
  for (const float arc : {1.4F, 1.9F, 2.3F, 2.65F}) out.push_back({s.from, s.to, 0, arc, Focus::usual});
  return out;
}

std::optional<Reading> read_any(const Profile& profile, Look1d look) {
  // The two cheapest, and the soft one: a blurred line is a little like many numbers, and which of them it is
  // only the fit tells.
  std::optional<Placed> best, second, soft;
  const auto look_at = [&](const Stretch& stretch, Layout layout) {
    if (best && best->alignment.cost < clear_cost) return;
    const bool is_soft = stretch.focus == Focus::soft;
    const float bound = best ? best->alignment.cost + (is_soft ? 0 : near_cost) : hopeless_cost;
    auto placed = place(profile, stretch, layout, std::min(bound, hopeless_cost));
    if (!placed) return;
    if (is_soft)
      soft = std::move(placed);
    else if (!best || placed->alignment.cost < best->alignment.cost)
      second = std::exchange(best, std::move(placed));
    else if (!second || placed->alignment.cost < second->alignment.cost)
      second = std::move(placed);
  };
  const auto all = stretches(profile);
  for (const auto& stretch : all)
    for (const auto layout : {Layout::ean13, Layout::ean8, Layout::upce}) look_at(stretch, layout);
  // Letters are hopeless also when bent; they are not worth it.
  if (look == Look1d::bent && best)
    for (const auto& stretch : bends(all.front())) look_at(stretch, Layout::ean13);
  if (!best) return std::nullopt;
  std::optional<Reading> out;
  float least = best->alignment.cost;
  for (auto* placed : {&best, &second, &soft}) {
    if (!*placed) continue;
    least = std::min(least, (*placed)->alignment.cost);
    if ((*placed)->alignment.cost > most_readable_cost) continue;
    auto reading = read_placed(std::move(**placed), nullptr);
    if (reading && reading->fit.margin >= clear_margin && reading->fit.likeness >= clear_likeness)
      return reading;
    if (!out) out = std::move(reading);
  }
  if (!out && least > most_readable_cost) return Reading{Layout::ean13, {}, 0, 0, least, 0, false};
  return out;
}

}  // namespace outpost::dev::vision
