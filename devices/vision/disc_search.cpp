#include "devices/vision/disc_search.hpp"

#include "devices/vision/lens.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace outpost::dev::vision {
namespace {

constexpr Layout layout = Layout::ean13;
constexpr int modules = 95, quiet = 3, per_module = 2;
constexpr int reach = 3;  // modules that the largest disc smears
constexpr std::size_t samples = (modules + 2 * quiet) * per_module;
constexpr std::size_t piece = (digit_modules + 2 * reach) * per_module;  // samples of a smeared digit
constexpr std::size_t cells = 12, left_cells = 6, right_ways = 10;
/// Blurs that are tried, standard deviations in modules: below the first a picture is in focus, beyond the
/// last nothing is left of a digit.
constexpr double first_blur = 0.6, blur_step = 0.1;
constexpr std::size_t blurs = 9;

using Line = std::array<float, samples>;

/// Darkness of bars at a module, through the disc.
float dark_at(const std::string& bars, double module, double blur) {
  const auto& table = edge_table(Lens::disc);
  double out = 0;
  for (std::size_t m = 0; m < bars.size(); ++m)
    if (bars[m] == '1')
      out += table.at((module - static_cast<double>(m)) / blur).sum -
             table.at((module - static_cast<double>(m) - 1) / blur).sum;
  return static_cast<float>(out);
}

using ByWay = std::array<float, ways>;

/// The digits of a half beside each other, so that the inner loops run over them; 10 of the right half.
struct Half {
  std::array<ByWay, piece> shape{};  // [sample][way]
  ByWay norm{};

  Half(bool right, double blur) {
    for (std::size_t way = 0; way < (right ? right_ways : ways); ++way)
      for (std::size_t k = 0; k < piece; ++k) {
        const double at = (static_cast<double>(k) + 0.5) / per_module - reach;
        shape[k][way] = dark_at(way_modules(way, right), at, blur);
        norm[way] += shape[k][way] * shape[k][way];
      }
  }
};

/// All that does not depend on the line, for one blur.
struct Bank {
  Half left, right;
  /// What neighbours add to each other: left and left, left and right (over the middle guard), right and
  /// right.
  std::array<std::array<ByWay, ways>, 3> pair{};  // [kind][before][next]
  Line guards{};

  explicit Bank(double blur) : left(false, blur), right(true, blur) {
    pair[0] = pairs(left, left, 0), pair[1] = pairs(left, right, 5), pair[2] = pairs(right, right, 0);
    for (std::size_t i = 0; i < samples; ++i) {
      const double at = (static_cast<double>(i) + 0.5) / per_module - quiet;
      guards[i] = dark_at("101", at, blur) + dark_at("01010", at - 45, blur) + dark_at("101", at - 92, blur);
    }
  }
  /// `gap` = modules of guard between.
  static std::array<ByWay, ways> pairs(const Half& before, const Half& next, int gap) {
    std::array<ByWay, ways> out{};
    const auto shift = static_cast<std::size_t>((digit_modules + gap) * per_module);
    for (std::size_t a = 0; a < ways; ++a)
      for (std::size_t b = 0; b < ways; ++b)
        for (std::size_t k = shift; k < piece; ++k)
          out[a][b] += 2 * before.shape[k][a] * next.shape[k - shift][b];
    return out;
  }
};

const Bank& bank_of(std::size_t blur) {
  static const auto all = [] {
    std::vector<Bank> out;
    for (std::size_t i = 0; i < blurs; ++i) out.emplace_back(first_blur + blur_step * static_cast<double>(i));
    return out;
  }();
  return all[blur];
}

std::size_t first_sample(std::size_t cell) {
  return static_cast<std::size_t>((cell_start(layout, static_cast<int>(cell)) + quiet - reach) * per_module);
}

/// What each way to draw a digit costs alone.
ByWay alone(const Half& half, const float* here) {
  ByWay like{};
  for (std::size_t k = 0; k < piece; ++k)
    for (std::size_t way = 0; way < ways; ++way) like[way] += here[k] * half.shape[k][way];
  ByWay out;
  for (std::size_t way = 0; way < ways; ++way) out[way] = half.norm[way] - 2 * like[way];
  return out;
}

/// The digits that explain a line of darkness best, neighbours seen together.
Ways best_digits(const Bank& bank, const Line& dark) {
  Line rest;
  for (std::size_t i = 0; i < samples; ++i) rest[i] = dark[i] - bank.guards[i];
  std::array<std::array<std::int32_t, ways>, cells> from{};
  auto price = alone(bank.left, rest.data() + first_sample(0));
  for (std::size_t c = 1; c < cells; ++c) {
    const auto& pair = bank.pair[c < left_cells ? 0 : c == left_cells ? 1 : 2];
    ByWay least;
    least.fill(std::numeric_limits<float>::max());
    auto& best = from[c];
    for (std::size_t before = 0; before < (c > left_cells ? right_ways : ways); ++before)
      for (std::size_t way = 0; way < ways; ++way) {
        const float p = price[before] + pair[before][way];
        best[way] = p < least[way] ? static_cast<std::int32_t>(before) : best[way];
        least[way] = p < least[way] ? p : least[way];
      }
    price = alone(c < left_cells ? bank.left : bank.right, rest.data() + first_sample(c));
    for (std::size_t way = 0; way < ways; ++way) price[way] += least[way];
  }
  Ways out{};
  auto way =
      static_cast<std::size_t>(std::min_element(price.begin(), price.begin() + right_ways) - price.begin());
  for (std::size_t c = cells; c-- > 0; way = static_cast<std::size_t>(from[c][way]))
    out[c] = static_cast<std::uint8_t>(way);
  return out;
}

Line drawn_line(const Bank& bank, const Ways& drawn) {
  Line out = bank.guards;
  for (std::size_t c = 0; c < cells; ++c) {
    const auto& half = c < left_cells ? bank.left : bank.right;
    for (std::size_t k = 0; k < piece; ++k) out[first_sample(c) + k] += half.shape[k][drawn[c]];
  }
  return out;
}

/// White, and how much darker a bar is; both straight lines from -1 to 1.
struct Light {
  std::array<double, 4> of{};  // white, white's slope, ink, ink's slope
  static double t(std::size_t i) { return 2 * (static_cast<double>(i) + 0.5) / samples - 1; }
  double white(std::size_t i) const { return of[0] + of[1] * t(i); }
  double ink(std::size_t i) const { return of[2] + of[3] * t(i); }
};

/// By least squares; what is left over.
double fit_light(const Line& line, const Line& dark, Light& light) {
  std::array<std::array<double, 5>, 4> m{};
  for (std::size_t i = 0; i < samples; ++i) {
    const double t = Light::t(i), d = static_cast<double>(dark[i]);
    const std::array<double, 4> row = {1, t, -d, -d * t};
    for (std::size_t a = 0; a < 4; ++a) {
      for (std::size_t b = 0; b < 4; ++b) m[a][b] += row[a] * row[b];
      m[a][4] += row[a] * static_cast<double>(line[i]);
    }
  }
  for (std::size_t a = 0; a < 4; ++a) m[a][a] += 1e-3;
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = 0; b < 4; ++b) {
      if (a == b) continue;
      const double f = m[b][a] / m[a][a];
      for (std::size_t k = a; k < 5; ++k) m[b][k] -= f * m[a][k];
    }
  for (std::size_t a = 0; a < 4; ++a) light.of[a] = m[a][4] / m[a][a];
  double left = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const double off =
        static_cast<double>(line[i]) - light.white(i) + light.ink(i) * static_cast<double>(dark[i]);
    left += off * off;
  }
  return left;
}

float between(const Profile& p, double at) {
  const double x = std::clamp(at - 0.5, 0.0, static_cast<double>(p.size()) - 1.001);
  const auto i = static_cast<std::size_t>(x);
  const auto part = static_cast<float>(x - static_cast<double>(i));
  return p[i] + part * (p[i + 1] - p[i]);
}

/// Finds the digits for a place, and how much they leave.
void look(const Profile& light, std::size_t blur, DiscPlace& place) {
  Line line, dark;
  float most = 0, least = std::numeric_limits<float>::max(), mean = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    const double u = ((static_cast<double>(i) + 0.5) / per_module - quiet) / modules;
    line[i] = between(light, place.from + (place.to - place.from) * disc_bent(place, u));
    most = std::max(most, line[i]), least = std::min(least, line[i]), mean += line[i] / samples;
  }
  double variation = 0;
  for (const float v : line) variation += static_cast<double>((v - mean) * (v - mean));
  const auto& bank = bank_of(blur);
  Light lit{{static_cast<double>(most), 0, static_cast<double>(most - least) * 1.05, 0}};
  constexpr int rounds = 3;
  place.left = 1;
  place.blur = first_blur + blur_step * static_cast<double>(blur);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < samples; ++i) {
      const double ink = std::max(lit.ink(i), 0.2 * static_cast<double>(most - least));
      dark[i] = static_cast<float>((lit.white(i) - static_cast<double>(line[i])) / ink);
    }
    const auto drawn = best_digits(bank, dark);
    const double left = fit_light(line, drawn_line(bank, drawn), lit) / std::max(variation, 1e-6);
    if (left >= place.left) break;
    place.left = left, place.drawn = drawn;
  }
}

}  // namespace

double disc_bent(const DiscPlace& p, double u) {
  return u + 4 * p.bend * u * (1 - u) + 8 * p.skew * u * (1 - u) * (1 - 2 * u);
}

std::vector<DiscPlace> disc_places(const Profile& light, double from, double to) {
  // Bars seem to end where the disc ends, up to three modules outside of them.
  constexpr double inner = 4, outer = -1, step = 1;
  std::vector<DiscPlace> out;
  const double module = (to - from) / modules;
  for (const std::size_t blur : {std::size_t{2}, std::size_t{4}, std::size_t{6}})
    for (double a = outer; a <= inner; a += step)
      for (double b = outer; b <= inner; b += step) {
        DiscPlace place{from + a * module, to - b * module};
        look(light, blur, place);
        out.push_back(place);
      }
  std::sort(out.begin(), out.end(), [](const DiscPlace& a, const DiscPlace& b) { return a.left < b.left; });
  return out;
}

DiscPlace settled(const Profile& light, const DiscPlace& begin) {
  DiscPlace place = begin;
  auto blur = static_cast<std::size_t>(std::lround((place.blur - first_blur) / blur_step));
  const double module = (place.to - place.from) / modules;
  std::array<double, 4> step = {0.25 * module, 0.25 * module, 0.006, 0.006};
  constexpr int rounds = 8;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t k = 0; k < step.size(); ++k) {
      bool better = false;
      for (const double sign : {1.0, -1.0}) {
        DiscPlace next = place;
        (k == 0 ? next.from : k == 1 ? next.to : k == 2 ? next.bend : next.skew) += sign * step[k];
        look(light, blur, next);
        if (next.left >= place.left) continue;
        place = next, better = true;
        break;
      }
      step[k] *= better ? 1.3 : 0.5;
    }
    for (const std::size_t other : {blur - 1, blur + 1}) {
      if (other >= blurs) continue;
      DiscPlace next = place;
      look(light, other, next);
      if (next.left < place.left) place = next, blur = other;
    }
  }
  return place;
}

}  // namespace outpost::dev::vision
