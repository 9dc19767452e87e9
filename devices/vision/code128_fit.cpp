#include "devices/vision/code128_fit.hpp"

#include "devices/vision/code128_cut.hpp"
#include "devices/vision/code128_rivals.hpp"
#include "devices/vision/line_rest.hpp"

#include <algorithm>

namespace outpost::dev::vision {
namespace {

constexpr float pitch = 4;          // samples a module that the fit works with
constexpr float quiet = 2;          // modules of white beside the bars that are fitted too
constexpr float most_cost = 0.22F;  // random bars are at 0.25 and above
constexpr float most_margin = 1'000;

std::vector<Edge> edges_of(std::span<const int> values) {
  std::string modules;
  for (const int v : values) modules += code128_modules_of(static_cast<std::size_t>(v));
  modules = "0" + modules + code128_stop() + "0";
  return inner_edges(modules, -1);
}

/// Log-likelihood lost by drawing a symbol each way instead of as it is drawn; negative = it would gain.
SymbolPrices prices_of(int value, double start, const Seeing& s, const Rest& r) {
  const double far = 3 * s.blur + 0.5;
  const auto at = [&](double module) {
    return static_cast<std::size_t>(std::lower_bound(r.module.begin(), r.module.end(), module) -
                                    r.module.begin());
  };
  const auto from = at(start - far), to = at(start + code128_symbol_modules + far);
  const auto edges = [&](int v) {
    return inner_edges(code128_modules_of(static_cast<std::size_t>(v)), static_cast<float>(start));
  };
  const auto now = edges(value);
  std::vector<double> dark;
  for (std::size_t i = from; i < to; ++i) dark.push_back(steps_at(now, s, r.module[i]));
  const double noise = noise_of(r, from, to, static_cast<double>(pitch));
  SymbolPrices out;
  for (int v = 0; v < static_cast<int>(code128_symbols); ++v) {
    const auto then = edges(v);
    double change = 0;
    for (std::size_t i = from; i < to; ++i) {
      const double d = r.ink[i] * (steps_at(then, s, r.module[i]) - dark[i - from]);
      change += d * (d - 2 * r.left[i]);
    }
    out[static_cast<std::size_t>(v)] = static_cast<float>(change / noise);
  }
  out[static_cast<std::size_t>(value)] = 0;
  return out;
}

/// Rounds of least squares, and the blur that the model has at least: first far-sighted, then exact.
struct Rounds {
  int rounds;
  double blur_floor;
};
constexpr Rounds first_symbols[] = {{2, 0.9}, {3, 0.5}, {3, 0}};
constexpr Rounds next_symbols[] = {{2, 0.5}, {2, 0}};
constexpr int most_changes = 4;  // a fit that changes its mind more often has none

std::optional<Fit128> fitted(const Profile& line, const Cut128& c) {
  auto values = c.values;
  const int symbols = static_cast<int>(values.size()), modules = code128_modules_in(symbols);
  const Profile light = scaled(line, 0, line.size());
  std::vector<float> module;
  for (std::size_t k = 0; k < c.at.size(); ++k)
    module.push_back(static_cast<float>(k) * code128_symbol_modules);
  Seeing s = first_guess(module, c.at, modules, quiet, line.size());
  s.blur = first_symbols[0].blur_floor;
  for (int change = 0; change < most_changes; ++change) {
    const auto edges = edges_of(values);
    const auto plan =
        change == 0 ? std::span<const Rounds>(first_symbols) : std::span<const Rounds>(next_symbols);
    for (const auto& [rounds, blur_floor] : plan)
      if (!refine(light, edges, s, rounds, blur_floor)) return std::nullopt;
    const Rest r = rest_of(light, edges, s);
    if (!r.rises()) return std::nullopt;
    std::vector<SymbolPrices> prices;
    bool changed = false;
    for (std::size_t k = 0; k < values.size(); ++k) {
      prices.push_back(prices_of(values[k], static_cast<double>(k) * code128_symbol_modules, s, r));
      const auto best = std::min_element(prices[k].begin(), prices[k].end());
      if (*best < 0) values[k] = static_cast<int>(best - prices[k].begin()), changed = true;
    }
    if (changed) continue;
    // Each symbol is the best for its own bars: the check symbol was not used to mend any.
    const auto text = code128_text(values);
    if (!text || text->empty() || !code128_checks(values)) return std::nullopt;
    return Fit128{values,
                  *text,
                  false,
                  c.cost,
                  static_cast<float>(r.likeness()),
                  std::min(code128_rival(values, prices), most_margin),
                  static_cast<float>(s.blur)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fit128> fit_code128(const Profile& profile, float from, float to) {
  for (const auto& count : count_code128(profile, from, to)) {
    const int samples = static_cast<int>(pitch) * code128_modules_in(count.symbols),
              beside = static_cast<int>(quiet * pitch);
    const auto straight = straightened(profile, count.stretch, samples, beside);
    for (const bool backwards : {false, true}) {
      const auto line = backwards ? mirrored(straight) : straight;
      const auto c = cut_code128(line, static_cast<float>(beside), static_cast<float>(beside + samples),
                                 count.symbols, most_cost);
      if (!c) continue;
      auto fit = fitted(line, *c);
      if (!fit) continue;
      fit->backwards = backwards;
      return fit;
    }
  }
  return std::nullopt;
}

}  // namespace outpost::dev::vision
