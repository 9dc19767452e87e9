#include "devices/vision/own_reader.hpp"

#include "devices/vision/accept.hpp"
#include "devices/vision/levelled.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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
constexpr Least least_long{most_readable_cost, 0.70F, 5}, least_short{0.15F, 0.85F, 10};
/// At a standard deviation of 0.85 modules a pattern of narrow bars keeps 3 % of its contrast, as much as the
/// model's own misfit on real lenses, whose blur is no bell: beyond it a confident fit may be a wrong one.
constexpr float most_blur = 0.85F;
/// Of the outer guards: glare and the edge of a label take one away, and leave it like nothing (0) or like
/// what is there instead. Far below that, the text ends where the code does not.
constexpr float least_guards = -2;
/// Of the upper and the lower half of a strip. Bars keep 0.6 under the noise that can still be read; the
/// strokes of letters over a few rows have less, over a quarter of a line's height next to none.
constexpr float least_agreement = 0.55F;
/// The dear looks (bent, out of focus, negative) are for a few strips that are bars beyond doubt.
constexpr float clear_agreement = 0.85F;
constexpr int deep_strips = 4;
/// Of lines a tenth of the patch apart, after shifting: bars have 0.8 and more, 0.6 under heavy noise; other
/// things about 0.4, the best of the shifts.
constexpr float least_ruled = 0.55F;
/// A library's number is looked for on so many thin strips, and one of them is enough, as glare and folds
/// take the others; where it is not seen another number speaks against it. Sure of it: the others need not be
/// asked.
constexpr int compared_strips = 4, compared_strips_short = 2;
constexpr float sure_margin = 22;
/// A short code must be all there is: part of the bars of a longer code is none.
constexpr float least_cover = 0.85F;

Symbology symbology_for(const Reading& r) {
  if (r.layout == Layout::ean8) return Symbology::ean8;
  if (r.layout == Layout::upce) return Symbology::upce;
  return r.fit.text.front() == '0' ? Symbology::upca : Symbology::ean13;
}

const Least& least_for(Layout layout) { return layout == Layout::ean13 ? least_long : least_short; }
const Least& least_of(const Reading& r) { return least_for(r.layout); }

/// The bars are like those of the number.
bool passes(const Reading& r) {
  const auto& least = least_of(r);
  return r.fit.blur <= most_blur && std::ranges::min(r.fit.guards) >= least_guards && r.cost <= least.cost &&
         r.fit.likeness >= least.likeness;
}

bool is_look(const Reading& r) {
  if (r.layout != Layout::ean13 && r.cover < least_cover) return false;
  return passes(r) && r.fit.margin >= least_of(r).margin;
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

/// Glare and folds lie on some rows of a code and not on others: thin strips at other places at each turn.
/// The golden section puts each next one into the largest gap.
std::vector<std::pair<int, int>> other_rows_of(int height, int most, int turn) {
  constexpr double golden = 0.618033988749895;
  const int thick = std::clamp(height / strip_parts / 2, thinnest, thickest);
  std::vector<std::pair<int, int>> out;
  for (int i = 0; i < most; ++i) {
    const double part = golden * ((turn - 1) * most + i);
    const int from = static_cast<int>((part - std::floor(part)) * std::max(0, height - thick));
    out.emplace_back(from, from + thick);
  }
  return out;
}

/// Correlation of the changes of two lines, the mean of some windows, each at its best shift: bars lean, and
/// those of a code seen from the side lean differently at its two ends.
float likeness_of(const Profile& a, const Profile& b) {
  constexpr int windows = 4, most_shift = 16;
  const int n = static_cast<int>(a.size()), width = (n - 2 * most_shift - 2) / windows;
  float sum = 0;
  for (int w = 0; w < windows; ++w) {
    float best = 0;
    const int from = most_shift + 2 + w * width;
    for (int shift = -most_shift; shift <= most_shift; ++shift) {
      float ab = 0, aa = 0, bb = 0;
      for (int i = from; i < from + width; ++i) {
        const auto p = static_cast<std::size_t>(i), q = static_cast<std::size_t>(i + shift);
        const float x = a[p] - a[p - 2], y = b[q] - b[q - 2];
        ab += x * y, aa += x * x, bb += y * y;
      }
      if (aa > 0 && bb > 0) best = std::max(best, ab / std::sqrt(aa * bb));
    }
    sum += best / windows;
  }
  return sum;
}

/// Bars of varnish on a can, or in the gloss of a lamp, are brighter than what is between them.
Profile negative(Profile p) {
  for (auto& v : p) v = -v;
  return p;
}

/// The number as the table of its layout has it.
std::pair<Layout, std::string> as_drawn(const Look& look) {
  if (look.symbology == Symbology::ean8) return {Layout::ean8, look.text};
  if (look.symbology == Symbology::upce) return {Layout::upce, look.text};
  return {Layout::ean13, code_key(look)};
}

}  // namespace

bool looks_ruled(const Patch& patch) {
  const int h = patch.picture.height, thick = std::clamp(h / strip_parts, thinnest, thickest);
  std::vector<Profile> lines;
  for (const int part : {4, 5, 6}) {
    const int middle = h * part / 10;
    lines.push_back(strip(patch, middle - thick / 2, middle - thick / 2 + thick).line);
  }
  return std::max({likeness_of(lines[0], lines[1]), likeness_of(lines[1], lines[2]),
                   likeness_of(lines[0], lines[2])}) >= least_ruled;
}

OwnReading read_own(const Patch& patch, const Patience& patience, const TimeLimit& limit) {
  OwnReading out;
  int hopeless = 0, disagreeing = 0, tried = 0;
  const int height = patch.picture.height;
  for (const auto& [from, to] : patience.turn > 0 ? other_rows_of(height, patience.strips, patience.turn)
                                                  : rows_of(height, patience.strips)) {
    if (limit.over()) break;
    const auto rows = strip(patch, from, to);
    if (rows.agreement < least_agreement) {
      ++disagreeing;
      if (disagreeing + hopeless >= 2 * patience.give_up) break;
      continue;
    }
    const bool deep = patience.look == Look1d::bent && tried++ < deep_strips;
    auto reading = read_any(rows.line, deep ? Look1d::bent : Look1d::straight);
    const auto instead = [&](const Profile& line) {
      if (reading && is_look(*reading)) return;
      auto other = read_any(line);
      if (other && is_look(*other)) reading = std::move(other);
    };
    if (deep && rows.agreement >= clear_agreement) instead(negative(rows.line));
    if (patience.turn > 0) instead(levelled(rows.line));
    if (!reading) {
      if (++hopeless >= patience.give_up) break;
      continue;
    }
    out.like_retail = true;
    if (!is_look(*reading)) continue;
    auto look = look_of(*reading, patch, from, to);
    if (code_key(look).empty()) continue;
    look.pass = static_cast<int>(out.looks.size());
    out.looks.push_back(std::move(look));
    if (!accept(out.looks).empty()) break;
  }
  return out;
}

namespace {

/// The rows of the strips, and the first and the last ones on which the library read: where a glare or a fold
/// ends. Of short codes fewer: each look is a chance for a wrong one.
std::vector<std::pair<int, int>> compared_rows_of(int height, Layout layout) {
  if (layout != Layout::ean13) return rows_of(height, compared_strips_short);
  auto out = rows_of(height, compared_strips);
  out.insert(out.begin() + 1, {{0, thinnest}, {height - thinnest, height}});
  return out;
}

/// A line against a number.
struct Comparison {
  float margin = 0;   ///< of the number, where it is the best
  float against = 0;  ///< of another one
};

Comparison compare(const Profile& line, const std::vector<Stretch>& tries, Layout layout,
                   const std::string& text) {
  const float most_cost = least_for(layout).cost;
  for (const auto& stretch : tries) {
    const auto reading = read_profile(line, stretch, layout, &text, most_cost);
    if (reading && passes(*reading)) return {reading->fit.margin, 0};
  }
  if (tries.empty()) return {};
  const auto other = read_profile(line, tries.front(), layout, nullptr, most_cost);
  if (other && passes(*other) && other->fit.text != text) return {0, other->fit.margin};
  return {};
}

/// `ends_only`: the number fills the patch's region, or is not there.
float margin_at(const Patch& patch, Layout layout, const std::string& text, bool ends_only) {
  const auto middle = static_cast<float>(patch.picture.width) / 2;
  const auto half = patch.region.length * patch.scale_x / 2;
  const Stretch told{middle - half, middle + half};  // glare cuts what looks like a stretch
  const bool is_long = layout == Layout::ean13;
  bool bent = is_long && !ends_only;  // bends are tried once; they are dear
  float best = 0, against = 0;
  for (const auto& [from, to] : compared_rows_of(patch.picture.height, layout)) {
    const auto line = strip(patch, from, to).line;
    auto tries = ends_only ? std::vector<Stretch>() : stretches(line);
    if (!tries.empty() && std::exchange(bent, false))
      for (const auto& bend : bends(tries.front())) tries.push_back(bend);
    if (is_long) tries.insert(tries.begin(), told);
    auto found = compare(line, tries, layout, text);
    if (is_long && found.margin == 0 && found.against == 0)
      found = compare(levelled(line), {told}, layout, text);
    best = std::max(best, found.margin), against = std::max(against, found.against);
    if (std::max(best, against) >= sure_margin) break;
  }
  return best > 2 * against ? best : 0;
}

/// zbar tells where it was when it had both halves of a number, from each side: of halves on different lines
/// that is the middle and one end.
std::vector<BarArea> halves_told(const BarArea& region) {
  std::vector<BarArea> out(2, region);
  for (const bool last : {false, true}) {
    const float side = (last ? 0.5F : -0.5F) * region.length;
    out[last].centre.x += side * std::cos(region.angle), out[last].centre.y += side * std::sin(region.angle);
    out[last].length *= 2;
  }
  return out;
}

}  // namespace

float margin_of(const GrayView& frame, const Look& look) {
  const auto region = region_of(look.corners);
  if (!region || code_key(look).empty()) return 0;
  const auto [layout, text] = as_drawn(look);
  const auto patch = patch_of(frame, *region);
  float margin = patch ? margin_at(*patch, layout, text, false) : 0;
  if (margin > 0 || look.reader != Reader::zbar || layout != Layout::ean13) return margin;
  for (const auto& whole : halves_told(*region))
    if (const auto other = patch_of(frame, whole))
      margin = std::max(margin, margin_at(*other, layout, text, true));
  return margin;
}

}  // namespace outpost::dev::vision
