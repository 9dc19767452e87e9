#include "devices/vision/line_rest.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {

Profile scaled(const Profile& p, std::size_t from, std::size_t to) {
  Profile sorted(p.begin() + static_cast<std::ptrdiff_t>(from), p.begin() + static_cast<std::ptrdiff_t>(to));
  const std::size_t n = sorted.size();
  std::sort(sorted.begin(), sorted.end());
  const float dark = sorted[n / 20], light = sorted[n - 1 - n / 20];
  const float span = std::max(light - dark, 1e-3F);
  Profile out(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) out[i] = (p[i] - dark) / span;
  return out;
}

Seeing first_guess(const std::vector<float>& m, const std::vector<float>& at, int modules, float quiet,
                   std::size_t samples) {
  Seeing s;
  const double pitch = (at.back() - at.front()) / (m.back() - m.front());
  s.from = std::max(0.0, at[1] - (quiet + m[1]) * pitch);
  s.to = std::min(static_cast<double>(samples),
                  at.back() + (quiet + static_cast<float>(modules) - m.back()) * pitch);
  // A straight line by least squares, then what is left by a parabola and a cubic: Legendre polynomials are
  // nearly orthogonal on evenly spread borders, so one after the other is good enough to begin with.
  const auto n = static_cast<double>(m.size());
  for (int sweep = 0; sweep < 12; ++sweep)
    for (std::size_t k = 0; k < 4; ++k) {
      double up = 0, down = 0;
      for (std::size_t i = 0; i < m.size(); ++i) {
        const double t = 2 * (at[i] - s.from) / (s.to - s.from) - 1;
        const double p[4] = {1, t, (3 * t * t - 1) / 2, (5 * t * t * t - 3 * t) / 2};
        double left = m[i];
        for (std::size_t j = 0; j < 4; ++j) left -= s.warp[j] * p[j];
        up += left * p[k], down += p[k] * p[k];
      }
      s.warp[k] += up / (down + (k > 1 ? 0.02 * n : 0));
    }
  s.white[0] = 1, s.ink[0] = -1;
  return s;
}

bool Rest::rises() const { return std::is_sorted(module.begin(), module.end()); }

double Rest::likeness() const { return 1 - energy / std::max(variation, 1e-9); }

Rest rest_of(const Profile& p, std::span<const Edge> edges, const Seeing& s) {
  Rest r;
  r.first = static_cast<std::size_t>(std::max(0.0, std::ceil(s.from)));
  const auto last = std::min(p.size(), static_cast<std::size_t>(std::max(0.0, s.to) + 1));
  double mean = 0;
  for (std::size_t i = r.first; i < last; ++i) {
    const double x = static_cast<double>(i) + 0.5, module = module_at(s, x), ink = ink_at(s, x);
    const double drawn = ink * darkness(edges, s, module), left = p[i] - white_at(s, x) - drawn;
    r.module.push_back(module), r.ink.push_back(ink), r.left.push_back(left), r.drawn.push_back(drawn);
    r.energy += left * left;
    mean += p[i] - white_at(s, x);
  }
  mean /= static_cast<double>(std::max<std::size_t>(r.left.size(), 1));
  for (std::size_t i = r.first; i < last; ++i) {
    const double v = p[i] - white_at(s, static_cast<double>(i) + 0.5) - mean;
    r.variation += v * v;
  }
  return r;
}

/// Of modules that are not on the line: nobody knows what is there. The outermost one and a half may be
/// missing.
constexpr double unseen = -1'000, may_miss = 1.5;

double Rest::likeness(double from, double to) const {
  if (module.empty() || module.front() > from + may_miss || module.back() < to - may_miss) return unseen;
  const auto begin = std::lower_bound(module.begin(), module.end(), from) - module.begin(),
             end = std::lower_bound(module.begin(), module.end(), to) - module.begin();
  double mean = 0, unexplained = 0, all = 0;
  for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
    mean += (drawn[i] + left[i]) / static_cast<double>(end - begin);
  for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
    const double seen = drawn[i] + left[i] - mean;
    unexplained += left[i] * left[i], all += seen * seen;
  }
  return 1 - unexplained / std::max(all, 1e-9);
}

std::array<float, 2> guards_of(const Rest& r, int modules) {
  constexpr double guard = 3, beside = 0.5;
  return {static_cast<float>(r.likeness(-beside, guard + beside)),
          static_cast<float>(r.likeness(modules - guard - beside, modules + beside))};
}

double noise_of(const Rest& r, std::size_t from, std::size_t to, double samples_per_module) {
  constexpr double least = 1e-4;  // grey levels are whole numbers: no line is better known than that
  const double everywhere = r.energy / static_cast<double>(r.left.size());
  double here = 0;
  for (std::size_t i = from; i < to; ++i) here += r.left[i] * r.left[i];
  here /= static_cast<double>(std::max<std::size_t>(to - from, 1));
  return std::max({here, everywhere, least}) * 2 * samples_per_module;
}

std::vector<Edge> inner_edges(const std::string& modules, float start) {
  std::vector<Edge> out;
  for (std::size_t m = 1; m < modules.size(); ++m)
    if (modules[m] != modules[m - 1])
      out.push_back({start + static_cast<float>(m), modules[m] == '1' ? 1.F : -1.F, 0});
  return out;
}

double steps_at(std::span<const Edge> edges, const Seeing& s, double module) {
  double out = 0;
  const auto& table = edge_table(s.lens);
  for (const auto& e : edges) out += e.sign * table.at((module - e.at + e.sign * s.spread / 2) / s.blur).sum;
  return out;
}

double sample_at(const Seeing& s, double module) {
  double low = s.from - (s.to - s.from) / 4, high = s.to + (s.to - s.from) / 4;
  for (int i = 0; i < 40; ++i) {
    const double mid = (low + high) / 2;
    (module_at(s, mid) < module ? low : high) = mid;
  }
  return (low + high) / 2;
}

}  // namespace outpost::dev::vision
