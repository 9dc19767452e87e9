#include "devices/vision/bar_model.hpp"

#include <algorithm>
#include <cmath>

namespace outpost::dev::vision {
namespace {

constexpr std::size_t terms = warp_terms + 2 + white_terms + ink_terms;
using Vector = std::array<double, terms>;
using Matrix = std::array<Vector, terms>;

constexpr double reach = 3.5;                         // standard deviations after which an edge is over
constexpr double least_blur = 0.15, most_blur = 1.6;  // modules; beyond it nothing is left of a narrow bar
constexpr double most_spread = 0.7;                   // modules: narrow bars nearly touching, or nearly gone
/// Beliefs before looking, as standard deviations: they only matter where the picture says nothing.
constexpr double usual_blur = 0.5, blur_doubt = 0.4, spread_doubt = 0.25;
/// A step of the warp's high powers, in modules: prints are flat or round, not wavy.
constexpr std::array<double, warp_terms> warp_doubt = {1, 1, 0.5, 0.5, 0.25, 0.25};
constexpr double most_step = 0.6;  // modules in a round: edges further away than that are other edges

template <std::size_t N> std::array<double, N> legendre(double t) {
  std::array<double, N> p{};
  p[0] = 1;
  if constexpr (N > 1) p[1] = t;
  for (std::size_t n = 2; n < N; ++n) {
    const auto k = static_cast<double>(n);
    p[n] = ((2 * k - 1) * t * p[n - 1] - (k - 1) * p[n - 2]) / k;
  }
  return p;
}

/// `p` = the polynomials at a place; more of them than factors do no harm.
template <std::size_t N, std::size_t M>
double sum_of(const std::array<double, N>& factors, const std::array<double, M>& p) {
  static_assert(M >= N);
  double out = 0;
  for (std::size_t i = 0; i < N; ++i) out += factors[i] * p[i];
  return out;
}
template <std::size_t N> double sum_of(const std::array<double, N>& factors, double t) {
  return sum_of(factors, legendre<N>(t));
}

double t_of(const Seeing& s, double sample) { return 2 * (sample - s.from) / (s.to - s.from) - 1; }

/// Darkness and its changes with place, blur and spread.
struct Dark {
  double value = 0, by_place = 0, by_blur = 0, by_spread = 0;
};

Dark dark_at(std::span<const Edge> edges, const Seeing& s, double module) {
  Dark out;
  const auto& table = edge_table(s.lens);
  const double far = reach * s.blur + most_spread;
  // edges left of here count whole, those on the right not at all; begin where it matters
  auto e = std::lower_bound(edges.begin(), edges.end(), module - far,
                            [](const Edge& edge, double at) { return edge.at < at; });
  if (e != edges.begin()) out.value = std::prev(e)->sign > 0 ? 1 : 0;
  for (; e != edges.end() && e->at < module + far; ++e) {
    const double at = e->at - e->sign * s.spread / 2, x = (module - at) / s.blur;
    const auto seen = table.at(x);
    out.value += e->sign * seen.sum;
    const double b = seen.density / s.blur;
    out.by_place += e->sign * b;
    out.by_blur -= e->sign * b * x;
    out.by_spread += b / 2;
  }
  return out;
}

/// Solves m x = v for a symmetric positive m; false when it is not.
bool solve(Matrix m, Vector v, Vector& x) {
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = m[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= m[i][k] * m[j][k];
      if (i == j && !(sum > 1e-12)) return false;
      m[i][j] = i == j ? std::sqrt(sum) : sum / m[j][j];
    }
  }
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t k = 0; k < i; ++k) v[i] -= m[i][k] * v[k];
    v[i] /= m[i][i];
  }
  for (std::size_t i = terms; i-- > 0;) {
    for (std::size_t k = i + 1; k < terms; ++k) v[i] -= m[k][i] * v[k];
    v[i] /= m[i][i];
  }
  x = v;
  return true;
}

/// Adds one sample's equation.
void add(Matrix& m, Vector& v, const Vector& row, double value) {
  for (std::size_t i = 0; i < terms; ++i) {
    v[i] += row[i] * value;
    for (std::size_t j = 0; j <= i; ++j) m[i][j] += row[i] * row[j];
  }
}

void apply(const Vector& step, Seeing& s, double blur_floor) {
  double largest = 0;
  for (std::size_t i = 0; i < warp_terms; ++i) largest = std::max(largest, std::abs(step[i]));
  const double part = largest > most_step ? most_step / largest : 1;
  for (std::size_t i = 0; i < warp_terms; ++i) s.warp[i] += part * step[i];
  s.blur = std::clamp(s.blur + std::clamp(step[warp_terms], -0.3, 0.3), std::max(blur_floor, least_blur),
                      most_blur);
  s.spread = std::clamp(s.spread + std::clamp(step[warp_terms + 1], -0.2, 0.2), -most_spread, most_spread);
  for (std::size_t i = 0; i < white_terms; ++i) s.white[i] = step[warp_terms + 2 + i];
  for (std::size_t i = 0; i < ink_terms; ++i) s.ink[i] = step[warp_terms + 2 + white_terms + i];
}

}  // namespace

double module_at(const Seeing& s, double sample) { return sum_of(s.warp, t_of(s, sample)); }
double white_at(const Seeing& s, double sample) { return sum_of(s.white, t_of(s, sample)); }
double ink_at(const Seeing& s, double sample) { return sum_of(s.ink, t_of(s, sample)); }
double darkness(std::span<const Edge> edges, const Seeing& s, double module) {
  return dark_at(edges, s, module).value;
}

bool refine(std::span<const float> profile, std::span<const Edge> edges, Seeing& s, int rounds,
            double blur_floor) {
  const auto first = static_cast<std::size_t>(std::max(0.0, std::ceil(s.from)));
  const auto last = std::min(profile.size(), static_cast<std::size_t>(std::max(0.0, s.to) + 1));
  if (first + 2 * terms > last) return false;
  // Noise is a tenth of the contrast when nothing is known: how much the beliefs weigh against the samples.
  constexpr double noise = 0.1 * 0.1;
  for (int round = 0; round < rounds; ++round) {
    Matrix m{};
    Vector v{};
    for (std::size_t i = 0; i < warp_terms; ++i) m[i][i] = noise / (warp_doubt[i] * warp_doubt[i]);
    m[warp_terms][warp_terms] = noise / (blur_doubt * blur_doubt) * 20;
    v[warp_terms] = (usual_blur - s.blur) * m[warp_terms][warp_terms];
    m[warp_terms + 1][warp_terms + 1] = noise / (spread_doubt * spread_doubt) * 20;
    v[warp_terms + 1] = -s.spread * m[warp_terms + 1][warp_terms + 1];
    for (std::size_t i = warp_terms + 2; i < terms; ++i) m[i][i] = 1e-6;
    for (std::size_t i = first; i < last; ++i) {
      const auto x = static_cast<double>(i) + 0.5;
      const auto warp = legendre<warp_terms>(t_of(s, x));
      const double ink = sum_of(s.ink, warp);
      const auto d = dark_at(edges, s, sum_of(s.warp, warp));
      Vector row;
      for (std::size_t k = 0; k < warp_terms; ++k) row[k] = ink * d.by_place * warp[k];
      row[warp_terms] = ink * d.by_blur;
      row[warp_terms + 1] = ink * d.by_spread;
      for (std::size_t k = 0; k < white_terms; ++k) row[warp_terms + 2 + k] = warp[k];
      for (std::size_t k = 0; k < ink_terms; ++k) row[warp_terms + 2 + white_terms + k] = d.value * warp[k];
      add(m, v, row, profile[i]);  // white and ink are solved anew, the rest moves from where it is
    }
    Vector step{};
    if (!solve(m, v, step)) return false;
    apply(step, s, blur_floor);
    if (!(s.ink[0] < 0)) return false;  // bars brighter than the paper: no such codes are sold
  }
  return true;
}

}  // namespace outpost::dev::vision
