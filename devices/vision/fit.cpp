#include "devices/vision/fit.hpp"

#include "devices/vision/bar_model.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

/// Rounds of least squares, and the blur that the model has at least: first far-sighted, then exact.
struct Rounds {
  int rounds;
  double blur_floor;
};
constexpr Rounds first_text[] = {{3, 0.9}, {3, 0.5}, {4, 0}};
constexpr Rounds next_text[] = {{2, 0.5}, {3, 0}};
constexpr int most_texts = 4;  // a fit that changes its mind more often has none
constexpr float most_margin = 1'000;
/// Log-likelihood that the digits would gain if the check digit and the rule of the sets were forgotten. A
/// code as printed obeys them; one that only obeys them against its own bars is another code, or a spoilt
/// one.
constexpr float most_regret = 6;  // one in 400

/// Brightness from 0 (dark) to 1, so that beliefs have a scale.
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

/// Module as a smooth function of the sample, through the borders that align() found.
Seeing first_guess(const Alignment& a, Layout layout, std::size_t samples) {
  Seeing s;
  const auto& info = info_of(layout);
  const auto& m = a.module;
  const double pitch = (a.at.back() - a.at.front()) / (m.back() - m.front());
  s.from = std::max(0.0, a.at[1] - (info.quiet + m[1]) * pitch);
  s.to = std::min(static_cast<double>(samples),
                  a.at.back() + (info.quiet + static_cast<float>(info.modules) - m.back()) * pitch);
  // A straight line by least squares, then what is left by a parabola and a cubic: Legendre polynomials are
  // nearly orthogonal on evenly spread borders, so one after the other is good enough to begin with.
  const auto n = static_cast<double>(m.size());
  for (int sweep = 0; sweep < 12; ++sweep)
    for (std::size_t k = 0; k < 4; ++k) {
      double up = 0, down = 0;
      for (std::size_t i = 0; i < m.size(); ++i) {
        const double t = 2 * (a.at[i] - s.from) / (s.to - s.from) - 1;
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

/// What the model leaves unexplained, sample by sample.
struct Rest {
  std::size_t first = 0;
  std::vector<double> module, ink, left;
  double energy = 0, variation = 0;
};

Rest rest_of(const Profile& p, std::span<const Edge> edges, const Seeing& s) {
  Rest r;
  r.first = static_cast<std::size_t>(std::max(0.0, std::ceil(s.from)));
  const auto last = std::min(p.size(), static_cast<std::size_t>(std::max(0.0, s.to) + 1));
  double mean = 0;
  for (std::size_t i = r.first; i < last; ++i) {
    const double x = static_cast<double>(i) + 0.5, module = module_at(s, x), ink = ink_at(s, x);
    const double left = p[i] - white_at(s, x) - ink * darkness(edges, s, module);
    r.module.push_back(module), r.ink.push_back(ink), r.left.push_back(left);
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

/// The inner edges of a digit drawn one way.
std::vector<Edge> inner_edges(std::size_t way, bool right, float start) {
  std::vector<Edge> out;
  const auto modules = way_modules(way, right);
  for (std::size_t m = 1; m < modules.size(); ++m)
    if (modules[m] != modules[m - 1])
      out.push_back({start + static_cast<float>(m), modules[m] == '1' ? 1.F : -1.F, 0});
  return out;
}

double steps_at(std::span<const Edge> edges, const Seeing& s, double module) {
  double out = 0;
  for (const auto& e : edges) out += e.sign * bell_sum((module - e.at + e.sign * s.spread / 2) / s.blur);
  return out;
}

struct Priced {
  /// Log-likelihood lost by drawing each digit each way instead of as `drawn`; negative = it would gain.
  Prices prices{};
  float regret = 0;  ///< what all digits together would gain at most
};

/// What each digit's best other way gains, when the noise is that of a usual digit: where one digit fits
/// badly, its own misfit must not be its excuse.
float regret_of(const Prices& prices, std::vector<double> noises) {
  const auto own = noises;
  const auto mid = noises.begin() + static_cast<std::ptrdiff_t>(noises.size() / 2);
  std::nth_element(noises.begin(), mid, noises.end());
  double out = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const double least = *std::min_element(prices[i].begin(), prices[i].end());
    out += std::max(0.0, -least) * own[i] / std::min(own[i], *mid);
  }
  return static_cast<float>(out);
}

Priced prices_of(Layout layout, const Ways& drawn, const Seeing& s, const Rest& r) {
  Priced all;
  Prices& out = all.prices;
  std::vector<double> noises;
  const auto& info = info_of(layout);
  const double samples_per_module =
      static_cast<double>(r.left.size()) / (info.modules + 2.0 * static_cast<double>(info.quiet));
  const double everywhere = r.energy / static_cast<double>(r.left.size());
  const double far = 3 * s.blur + 0.5;
  for (int cell = 0; cell < info.cells; ++cell) {
    const bool right = cell >= info.left_cells;
    const auto start = static_cast<float>(cell_start(layout, cell));
    const auto c = static_cast<std::size_t>(cell);
    const auto from = static_cast<std::size_t>(
        std::lower_bound(r.module.begin(), r.module.end(), start - far) - r.module.begin());
    const auto to = static_cast<std::size_t>(
        std::lower_bound(r.module.begin(), r.module.end(), start + digit_modules + far) - r.module.begin());
    double here = 0;
    for (std::size_t i = from; i < to; ++i) here += r.left[i] * r.left[i];
    here /= static_cast<double>(std::max<std::size_t>(to - from, 1));
    const double noise = std::max({here, everywhere, 1e-4}) * 2 * samples_per_module;
    noises.push_back(noise);
    const auto now = inner_edges(drawn[c], right, start);
    for (std::size_t way = 0; way < (right ? 10 : ways); ++way) {
      const auto then = inner_edges(way, right, start);
      double change = 0;
      for (std::size_t i = from; i < to; ++i) {
        const double d = r.ink[i] * (steps_at(then, s, r.module[i]) - steps_at(now, s, r.module[i]));
        change += d * (d - 2 * r.left[i]);
      }
      out[c][way] = static_cast<float>(change / noise);
    }
  }
  all.regret = regret_of(out, std::move(noises));
  return all;
}

double sample_at(const Seeing& s, double module) {
  double low = s.from - (s.to - s.from) / 4, high = s.to + (s.to - s.from) / 4;
  for (int i = 0; i < 40; ++i) {
    const double mid = (low + high) / 2;
    (module_at(s, mid) < module ? low : high) = mid;
  }
  return (low + high) / 2;
}

bool rises(const Rest& r) { return std::is_sorted(r.module.begin(), r.module.end()); }

}  // namespace

std::optional<Fit> fit_text(const Profile& profile, const Alignment& a, Layout layout,
                            const std::string* wanted) {
  Seeing s = first_guess(a, layout, profile.size());
  s.blur = first_text[0].blur_floor;
  const auto first = static_cast<std::size_t>(s.from), last = static_cast<std::size_t>(s.to);
  if (last > profile.size() || first + 60 > last) return std::nullopt;
  const Profile line = scaled(profile, first, last);
  Ways drawn = choose(layout, a.prices).best.drawn;
  if (wanted) {
    const auto given = ways_of(layout, *wanted);
    if (!given) return std::nullopt;
    drawn = *given;
  }
  for (int text = 0; text < most_texts; ++text) {
    const auto edges = edges_of(layout, drawn);
    const auto plan = text == 0 ? std::span<const Rounds>(first_text) : std::span<const Rounds>(next_text);
    for (const auto& step : plan)
      if (!refine(line, edges, s, step.rounds, step.blur_floor)) return std::nullopt;
    const Rest r = rest_of(line, edges, s);
    if (!rises(r)) return std::nullopt;
    const auto priced = prices_of(layout, drawn, s, r);
    const auto choices = choose(layout, priced.prices);
    if (choices.best.drawn != drawn) {
      if (wanted) return std::nullopt;
      drawn = choices.best.drawn;
      continue;
    }
    if (priced.regret > most_regret) return std::nullopt;
    Fit fit{choices.best.text, drawn, 0, 0, static_cast<float>(s.blur), static_cast<float>(s.spread), {}};
    fit.likeness = static_cast<float>(1 - r.energy / std::max(r.variation, 1e-9));
    fit.margin = std::min(choices.second.price - choices.best.price, most_margin);
    fit.ends = {static_cast<float>(sample_at(s, 0)),
                static_cast<float>(sample_at(s, info_of(layout).modules))};
    return fit;
  }
  return std::nullopt;
}

}  // namespace outpost::dev::vision
