#include "devices/vision/fit.hpp"

#include "devices/vision/line_rest.hpp"

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
  const double far = 3 * s.blur + 0.5;
  for (int cell = 0; cell < info.cells; ++cell) {
    const bool right = cell >= info.left_cells;
    const auto start = static_cast<float>(cell_start(layout, cell));
    const auto c = static_cast<std::size_t>(cell);
    const auto from = static_cast<std::size_t>(
        std::lower_bound(r.module.begin(), r.module.end(), start - far) - r.module.begin());
    const auto to = static_cast<std::size_t>(
        std::lower_bound(r.module.begin(), r.module.end(), start + digit_modules + far) - r.module.begin());
    const double noise = noise_of(r, from, to, samples_per_module);
    noises.push_back(noise);
    const auto now = inner_edges(way_modules(drawn[c], right), start);
    std::vector<double> dark;
    for (std::size_t i = from; i < to; ++i) dark.push_back(steps_at(now, s, r.module[i]));
    for (std::size_t way = 0; way < (right ? 10 : ways); ++way) {
      const auto then = inner_edges(way_modules(way, right), start);
      double change = 0;
      for (std::size_t i = from; i < to; ++i) {
        const double d = r.ink[i] * (steps_at(then, s, r.module[i]) - dark[i - from]);
        change += d * (d - 2 * r.left[i]);
      }
      out[c][way] = static_cast<float>(change / noise);
    }
  }
  all.regret = regret_of(out, std::move(noises));
  return all;
}

}  // namespace

std::optional<Fit> fit_text(const Profile& profile, const Alignment& a, Layout layout,
                            const std::string* wanted) {
  const auto& info = info_of(layout);
  Seeing s = first_guess(a.module, a.at, info.modules, info.quiet, profile.size());
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
    if (!r.rises()) return std::nullopt;
    const auto priced = prices_of(layout, drawn, s, r);
    const auto choices = choose(layout, priced.prices);
    if (choices.best.drawn != drawn) {
      if (wanted) return std::nullopt;
      drawn = choices.best.drawn;
      continue;
    }
    if (priced.regret > most_regret) return std::nullopt;
    Fit fit;
    fit.text = choices.best.text, fit.drawn = drawn;
    fit.blur = static_cast<float>(s.blur), fit.spread = static_cast<float>(s.spread);
    fit.likeness = static_cast<float>(r.likeness());
    fit.guards = guards_of(r, info.modules);
    fit.margin = std::min(choices.second.price - choices.best.price, most_margin);
    fit.ends = {static_cast<float>(sample_at(s, 0)),
                static_cast<float>(sample_at(s, info_of(layout).modules))};
    return fit;
  }
  return std::nullopt;
}

}  // namespace outpost::dev::vision
