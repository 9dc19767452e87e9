#include "devices/vision/code128_reader.hpp"

#include "devices/vision/code128_fit.hpp"
#include "devices/vision/strips.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

/// Pixels of the patch for the region's length: twice the frame's, so that edges lie between pixels; sixty
/// symbols are not in less than the most.
constexpr float enlarge = 2;
constexpr int least_length = 380, most_length = 1'800;
/// What a fit must be like to count. The same as for retail codes: sharp and blurred drawings stay under the
/// cost and above the likeness; beyond the blur the model does not describe real lenses.
constexpr float most_cost = 0.22F, least_likeness = 0.75F, most_blur = 0.85F;
/// White within the bars as part of them: four modules of the shortest code; the quiet zone has ten.
constexpr float most_gap = 0.1F;
constexpr float edge_part = 0.25F;  // of a strong change: below it is print on paper, not an edge of a bar
/// Rows of strips, as parts of the patch's height: the middle, and thin ones across it.
constexpr std::pair<float, float> rows[] = {{0.25F, 0.75F}, {0.45F, 0.55F}, {0.25F, 0.35F}};

int length_for(const BarArea& region) {
  return std::clamp(static_cast<int>(enlarge * region.length), least_length, most_length);
}

/// First and last bar around the middle of a line.
std::optional<std::pair<float, float>> ends_of(const Profile& p, float gap) {
  std::vector<float> change(p.size(), 0.F);
  for (std::size_t i = 1; i + 1 < p.size(); ++i) change[i] = std::abs(p[i + 1] - p[i - 1]);
  auto sorted = change;
  std::sort(sorted.begin(), sorted.end());
  const float least = std::max(edge_part * sorted[sorted.size() * 9 / 10], 0.5F);
  std::vector<std::size_t> edges;
  for (std::size_t i = 1; i + 1 < p.size(); ++i)  // the top of each change is where the edge is
    if (change[i] > least && change[i] >= change[i - 1] && change[i] > change[i + 1]) edges.push_back(i);
  if (edges.size() < 2) return std::nullopt;
  auto at = std::lower_bound(edges.begin(), edges.end(), p.size() / 2);
  if (at == edges.end()) --at;
  auto left = at, right = at;
  const auto near = [&](std::size_t a, std::size_t b) { return static_cast<float>(b - a) <= gap; };
  while (left != edges.begin() && near(*std::prev(left), *left)) --left;
  while (std::next(right) != edges.end() && near(*right, *std::next(right))) ++right;
  if (left == right) return std::nullopt;
  return std::pair(static_cast<float>(*left) + 0.5F, static_cast<float>(*right) + 0.5F);
}

struct Found {
  Fit128 fit;
  float from = 0, to = 0;  // samples of the strip
  int top = 0, bottom = 0;
};

using Ends = std::pair<float, float>;

/// Where first and last bar may be on a line: where the bars end, and where a library saw them end. Words and
/// borders beside a code are bars too, and a library's line may end inside the last bar.
std::vector<Ends> tries(const Profile& line, const Patch& patch, bool seen) {
  std::vector<Ends> out;
  const float length = patch.region.length * patch.scale_x, middle = static_cast<float>(line.size()) / 2;
  if (seen) out.emplace_back(middle - length / 2, middle + length / 2);
  if (const auto ends = ends_of(line, most_gap * length)) out.push_back(*ends);
  return out;
}

bool passes(const Fit128& fit) {
  return fit.cost <= most_cost && fit.likeness >= least_likeness && fit.blur <= most_blur;
}

/// The first strip with a good fit. `seen` = the region's ends are those that a library saw.
std::optional<Found> look_along(const Patch& patch, bool seen, const TimeLimit& limit) {
  const auto height = static_cast<float>(patch.picture.height);
  for (const auto& [top, bottom] : rows) {
    if (limit.over()) break;
    const int from = static_cast<int>(top * height);
    const int to = std::max(from + 1, static_cast<int>(bottom * height));
    const auto line = strip(patch, from, to).line;
    for (const auto& [left, right] : tries(line, patch, seen))
      if (auto fit = fit_code128(line, left, right); fit && passes(*fit))
        return Found{std::move(*fit), left, right, from, to};
  }
  return std::nullopt;
}

/// Libraries leave FNC1 out or write a separator for it.
std::string without_separators(std::string text) {
  std::erase(text, '\x1d');
  return text;
}

}  // namespace

std::optional<Look> read_code128(const GrayView& frame, const BarArea& region, const TimeLimit& limit) {
  const auto patch = patch_of(frame, region, length_for(region));
  if (!patch) return std::nullopt;
  const auto found = look_along(*patch, false, limit);
  if (!found) return std::nullopt;
  Look look;
  look.symbology = Symbology::code128;
  look.text = found->fit.text;
  look.stage = Stage::profile;
  look.reader = Reader::ours;
  look.margin = found->fit.margin;
  float left = found->from, right = found->to;
  auto top = static_cast<float>(found->top), bottom = static_cast<float>(found->bottom);
  if (found->fit.backwards) std::swap(left, right), std::swap(top, bottom);
  look.corners = {{patch->in_frame(left, top), patch->in_frame(right, top), patch->in_frame(right, bottom),
                   patch->in_frame(left, bottom)}};
  return look;
}

float code128_margin_of(const GrayView& frame, const Look& look, const TimeLimit& limit) {
  const auto region = region_of(look.corners);
  if (!region) return 0;
  const auto patch = patch_of(frame, *region, length_for(*region));
  if (!patch) return 0;
  const auto found = look_along(*patch, true, limit);
  if (!found || without_separators(found->fit.text) != without_separators(look.text)) return 0;
  return found->fit.margin;
}

}  // namespace outpost::dev::vision
