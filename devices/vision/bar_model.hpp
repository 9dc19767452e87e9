// A line of brightness as a function of what is printed and how it is seen, and its least-squares fit. Pure.
#pragma once

#include "devices/vision/ean_tables.hpp"
#include "devices/vision/lens.hpp"

namespace outpost::dev::vision {

inline constexpr std::size_t warp_terms = 6;  ///< place: up to the fifth power, enough for a bottle
inline constexpr std::size_t white_terms = 4, ink_terms = 3;

/// How the bars are seen. Polynomials are of Legendre in t, which is -1 and 1 at the ends of the fitted
/// stretch.
struct Seeing {
  std::array<double, warp_terms> warp{};  ///< module of a sample
  Lens lens = Lens::bell;
  double blur = 0.5, spread = 0;  ///< modules; the blur as a standard deviation
  std::array<double, white_terms> white{};
  std::array<double, ink_terms> ink{};  ///< brightness of a bar minus that of the white; negative
  double from = 0, to = 1;              ///< the stretch, in samples
};

double module_at(const Seeing& s, double sample);
/// Darkness of the edges at a module, 0 to 1.
double darkness(std::span<const Edge> edges, const Seeing& s, double module);
double white_at(const Seeing& s, double sample);
double ink_at(const Seeing& s, double sample);

/// Refines `s` in place to samples [s.from, s.to] of the profile. The blur stays at `blur_floor` or above: a
/// soft model sees edges from further away, a sharp one tells where they are. False when there is no
/// solution.
bool refine(std::span<const float> profile, std::span<const Edge> edges, Seeing& s, int rounds,
            double blur_floor);

}  // namespace outpost::dev::vision
