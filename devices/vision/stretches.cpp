#include "devices/vision/profile_reader.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

constexpr int half = 18;        // samples: four modules and a half of an EAN-13, the widest bar and a little
constexpr float quiet = 0.25F;  // of a strong change: below it is print on paper, not an edge of a bar
/// A white gap as part of all bars: an add-on stands 7 to 12 modules away from 95; the widest space of a code
/// has 4 modules of 51 at least.
constexpr float gap_part = 0.05F;
constexpr float least_part = 0.4F;  // what is left must be the larger part, or nearly

std::vector<float> changes_of(const Profile& p) {
  std::vector<float> out(p.size(), 0.F);
  for (std::size_t i = 1; i + 1 < p.size(); ++i) out[i] = std::abs(p[i + 1] - p[i - 1]);
  return out;
}

/// Places of strong changes, in order.
std::vector<int> edges_of(const std::vector<float>& change) {
  auto sorted = change;
  std::sort(sorted.begin(), sorted.end());
  const float least = std::max(quiet * sorted[sorted.size() * 9 / 10], 0.5F);
  std::vector<int> out;
  for (std::size_t i = 0; i < change.size(); ++i)
    if (change[i] > least) out.push_back(static_cast<int>(i));
  return out;
}

}  // namespace

std::vector<Stretch> stretches(const Profile& profile) {
  const auto edges = edges_of(changes_of(profile));
  if (edges.size() < 2) return {};
  const int middle = static_cast<int>(profile.size()) / 2;
  auto at = std::lower_bound(edges.begin(), edges.end(), middle);
  if (at == edges.end()) --at;
  auto left = at, right = at;
  const auto near = [](int a, int b) { return b - a <= 2 * half; };
  while (left != edges.begin() && near(*std::prev(left), *left)) --left;
  while (std::next(right) != edges.end() && near(*right, *std::next(right))) ++right;
  const auto all = Stretch{static_cast<float>(*left), static_cast<float>(*right)};
  const float length = all.to - all.from;
  std::vector<Stretch> out = {all};
  for (auto e = left; e != right; ++e) {
    const auto a = static_cast<float>(*e), b = static_cast<float>(*std::next(e));
    if (b - a < gap_part * length) continue;
    if (a - all.from > least_part * length) out.push_back({all.from, a});
    if (all.to - b > least_part * length) out.push_back({b, all.to});
  }
  // The longest first; more than a few gaps is text.
  std::stable_sort(out.begin(), out.end(),
                   [](const Stretch& a, const Stretch& b) { return a.to - a.from > b.to - b.from; });
  constexpr std::size_t most = 4;
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace outpost::dev::vision
