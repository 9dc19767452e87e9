#include "devices/vision/own_reader.hpp"

#include "devices/vision/accept.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev::vision {
namespace {

/// Strips are thin, because bars lean and bend: a tenth of the height, 3 to 10 rows.
constexpr int strip_parts = 12, thinnest = 3, thickest = 10;
/// What a reading must be like to count as a look at all. Sharp and blurred drawings, noisy ones included,
/// stay under 0.2 and above 0.75; lines of text and clutter are at 0.25 and above. Short codes must be like
/// drawings: their few digits can be bent into anything.
struct Least {
  float cost, likeness, margin;
};
constexpr Least least_long{0.22F, 0.70F, 5}, least_short{0.15F, 0.85F, 10};
/// Costs above this say that there are no such bars here.
constexpr float hopeless_cost = 0.3F;
/// Of the upper and the lower half of a strip. Bars keep 0.6 under the noise that can still be read; the
/// strokes of letters over a few rows have less, over a quarter of a line's height next to none.
constexpr float least_agreement = 0.55F;
/// A short code must be all there is: part of the bars of a longer code is none.
constexpr float least_cover = 0.85F;

Symbology symbology_for(const Reading& r) {
  if (r.layout == Layout::ean8) return Symbology::ean8;
  if (r.layout == Layout::upce) return Symbology::upce;
  return r.fit.text.front() == '0' ? Symbology::upca : Symbology::ean13;
}

bool is_look(const Reading& r) {
  const auto& least = r.layout == Layout::ean13 ? least_long : least_short;
  if (r.layout != Layout::ean13 && r.cover < least_cover) return false;
  return r.cost <= least.cost && r.fit.likeness >= least.likeness && r.fit.margin >= least.margin;
}

Look look_of(const Reading& r, const Patch& patch, int from, int to) {
  Look look;
  look.symbology = symbology_for(r);
  look.text = look.symbology == Symbology::upca ? r.fit.text.substr(1) : r.fit.text;
  look.stage = Stage::profile;
  look.reader = Reader::ours;
  look.margin = r.fit.margin;
  const auto top = static_cast<float>(r.backwards ? to : from),
             bottom = static_cast<float>(r.backwards ? from : to);
  look.corners = {{patch.in_frame(r.from, top), patch.in_frame(r.to, top), patch.in_frame(r.to, bottom),
                   patch.in_frame(r.from, bottom)}};
  return look;
}

/// Rows of the strips, in the order in which they are tried: the middle half as a whole, then thin ones from
/// the middle outwards.
std::vector<std::pair<int, int>> rows_of(int height, int most) {
  const int thick = std::clamp(height / strip_parts, thinnest, thickest);
  const int n = std::clamp(height / thick, 1, most);
  std::vector<std::pair<int, int>> out = {{height / 4, height * 3 / 4 + 1}};
  for (int i = 0; i < n; ++i) {
    const int k = n / 2 + (i % 2 ? -(i + 1) / 2 : i / 2);
    const int middle = height * (2 * k + 1) / (2 * n);
    out.emplace_back(std::max(0, middle - thick / 2), middle - thick / 2 + thick);
  }
  return out;
}

/// The number as the table of its layout has it.
std::pair<Layout, std::string> as_drawn(const Look& look) {
  if (look.symbology == Symbology::ean8) return {Layout::ean8, look.text};
  if (look.symbology == Symbology::upce) return {Layout::upce, look.text};
  return {Layout::ean13, code_key(look)};
}

}  // namespace

std::vector<Look> read_own(const Patch& patch, int strips, int give_up) {
  std::vector<Look> out;
  int hopeless = 0, disagreeing = 0;
  for (const auto& [from, to] : rows_of(patch.picture.height, strips)) {
    const auto rows = strip(patch, from, to);
    if (rows.agreement < least_agreement) {
      ++disagreeing;
      if (disagreeing + hopeless >= 2 * give_up) break;
      continue;
    }
    const auto reading = read_any(rows.line);
    if (!reading || reading->cost > hopeless_cost) {
      if (++hopeless >= give_up) break;
      continue;
    }
    if (!is_look(*reading)) continue;
    auto look = look_of(*reading, patch, from, to);
    if (code_key(look).empty()) continue;
    look.pass = static_cast<int>(out.size());
    out.push_back(std::move(look));
    if (!accept(out).empty()) break;
  }
  return out;
}

float margin_of(const GrayView& frame, const Look& look) {
  const auto region = region_of(look.corners);
  if (!region || code_key(look).empty()) return 0;
  const auto patch = patch_of(frame, *region);
  if (!patch) return 0;
  const auto [layout, text] = as_drawn(look);
  const auto& least = layout == Layout::ean13 ? least_long : least_short;
  float best = 0;
  constexpr int most = 3;
  for (const auto& [from, to] : rows_of(patch->picture.height, most)) {
    const auto profile = strip(*patch, from, to).line;
    for (const auto& stretch : stretches(profile)) {
      const auto reading = read_profile(profile, stretch, layout, &text);
      if (!reading || reading->cost > least.cost || reading->fit.likeness < least.likeness) continue;
      best = std::max(best, reading->fit.margin);
      break;
    }
    if (best >= least.margin) break;
  }
  return best;
}

}  // namespace outpost::dev::vision
