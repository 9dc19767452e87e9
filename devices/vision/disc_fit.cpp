#include "devices/vision/disc_fit.hpp"

#include "devices/vision/joint_rivals.hpp"
#include "devices/vision/line_rest.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

constexpr Layout layout = Layout::ean13;
constexpr float gamma_of_cameras = 2.2F;
constexpr double least_blur = 0.5;  // below it the picture is in focus
constexpr int first_rounds = 6, next_rounds = 4;
constexpr int most_texts = 8;  // a fit that changes its mind more often has none
constexpr float most_margin = 1'000;
/// As in fit.cpp, and stricter: the check digit and the rule of the sets are no help in finding the number,
/// so that they prove it. Of other digits one in 64 obeys them.
constexpr float most_regret = 0.5F;

/// What drawing a digit in other ways changes of the line.
struct Changes {
  std::size_t from = 0, to = 0;                  // samples
  std::array<std::vector<double>, ways> by_way;  // empty = no such way in this half
};

Changes changes_of(int cell, std::size_t drawn, const Seeing& s, const Rest& r) {
  const bool right = cell >= info_of(layout).left_cells;
  const auto start = static_cast<float>(cell_start(layout, cell));
  const auto far = static_cast<float>(1.3 * disc_radius() * s.blur + 0.5);
  const auto at = [&](float module) {
    return static_cast<std::size_t>(std::lower_bound(r.module.begin(), r.module.end(), module) -
                                    r.module.begin());
  };
  Changes out{at(start - far), at(start + digit_modules + far), {}};
  const auto dark = [&](std::size_t way) {
    const auto edges = inner_edges(way_modules(way, right), start);
    std::vector<double> line;
    for (std::size_t i = out.from; i < out.to; ++i)
      line.push_back(r.ink[i] * steps_at(edges, s, r.module[i]));
    return line;
  };
  const auto now = dark(drawn);
  for (std::size_t way = 0; way < (right ? 10 : ways); ++way) {
    auto line = dark(way);
    for (std::size_t i = 0; i < line.size(); ++i) line[i] -= now[i];
    out.by_way[way] = std::move(line);
  }
  return out;
}

double product(const Changes& a, std::size_t way_a, const Changes& b, std::size_t way_b) {
  double sum = 0;
  for (std::size_t i = b.from; i < a.to; ++i)
    sum += a.by_way[way_a][i - a.from] * b.by_way[way_b][i - b.from];
  return sum;
}

JointPrices prices_of(const Ways& drawn, const Seeing& s, const Rest& r, double noise) {
  std::vector<Changes> all;
  for (int cell = 0; cell < static_cast<int>(ean13_cells); ++cell)
    all.push_back(changes_of(cell, drawn[static_cast<std::size_t>(cell)], s, r));
  JointPrices out;
  for (std::size_t c = 0; c < ean13_cells; ++c)
    for (std::size_t way = 0; way < ways; ++way) {
      const auto& change = all[c].by_way[way];
      double sum = 0;
      for (std::size_t i = 0; i < change.size(); ++i)
        sum += change[i] * (change[i] - 2 * r.left[all[c].from + i]);
      out.single[c][way] = static_cast<float>(sum / noise);
      if (change.empty() || c + 1 == ean13_cells) continue;
      for (std::size_t other = 0; other < ways; ++other)
        if (!all[c + 1].by_way[other].empty())
          out.pair[c][way][other] = static_cast<float>(2 * product(all[c], way, all[c + 1], other) / noise);
    }
  return out;
}

/// A number as it is seen.
struct Seen {
  Ways drawn{};
  Seeing seeing;
  Rest rest;
};

std::optional<Seen> seen_as(const Profile& line, const Ways& drawn, Seeing s, int rounds) {
  const auto edges = edges_of(layout, drawn);
  if (!refine(line, edges, s, rounds, least_blur)) return std::nullopt;
  auto rest = rest_of(line, edges, s);
  if (!rest.rises()) return std::nullopt;
  return Seen{drawn, s, std::move(rest)};
}

std::optional<Fit> fit_from(const Profile& line, const Ways& first, const Seeing& guess) {
  auto seen = seen_as(line, first, guess, first_rounds);
  for (int text = 0; seen && text < most_texts; ++text) {
    const auto n = seen->rest.left.size();
    const double per_module =
        static_cast<double>(n) / (info_of(layout).modules + 2.0 * static_cast<double>(info_of(layout).quiet));
    const double noise = noise_of(seen->rest, 0, n, per_module);
    const auto prices = prices_of(seen->drawn, seen->seeing, seen->rest, noise);
    const auto choices = choose_joint(prices);
    if (choices.best.drawn != seen->drawn) {
      seen = seen_as(line, choices.best.drawn, seen->seeing, next_rounds);
      continue;
    }
    if (choices.best.price - cheapest_free(prices) > most_regret) return std::nullopt;
    const auto rival = seen_as(line, choices.second.drawn, seen->seeing, next_rounds);
    const auto lost =
        rival ? static_cast<float>((rival->rest.energy - seen->rest.energy) / noise) : most_margin;
    const auto& s = seen->seeing;
    Fit fit;
    fit.text = choices.best.text, fit.drawn = seen->drawn;
    fit.blur = static_cast<float>(s.blur), fit.spread = static_cast<float>(s.spread);
    fit.likeness = static_cast<float>(seen->rest.likeness());
    fit.guards = guards_of(seen->rest, info_of(layout).modules);
    fit.margin = std::min({choices.second.price - choices.best.price, lost, most_margin});
    fit.ends = {static_cast<float>(sample_at(s, 0)),
                static_cast<float>(sample_at(s, info_of(layout).modules))};
    return fit;
  }
  return std::nullopt;
}

}  // namespace

Profile in_light(const Profile& grey) {
  Profile out;
  for (const float v : grey) out.push_back(255 * std::pow(std::clamp(v, 0.F, 255.F) / 255, gamma_of_cameras));
  return out;
}

std::optional<Fit> fit_out_of_focus(const Profile& light, const DiscPlace& place) {
  const auto& info = info_of(layout);
  std::vector<float> module, at;
  for (int cell = 0; cell < info.cells; ++cell) {
    const int start = cell_start(layout, cell);
    module.push_back(static_cast<float>(start));
    const double part = disc_bent(place, static_cast<double>(start) / info.modules);
    at.push_back(static_cast<float>(place.from + (place.to - place.from) * part));
  }
  Seeing guess = first_guess(module, at, info.modules, info.quiet, light.size());
  guess.lens = Lens::disc;
  guess.blur = place.blur;
  const auto first = static_cast<std::size_t>(guess.from), last = static_cast<std::size_t>(guess.to);
  if (last > light.size() || first + 60 > last) return std::nullopt;
  return fit_from(scaled(light, first, last), place.drawn, guess);
}

}  // namespace outpost::dev::vision
