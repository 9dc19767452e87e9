// What a drawn text leaves unexplained of a line of brightness, and what drawing a piece of it differently
// would change: the material of the bar-width fits. Pure.
#pragma once

#include "devices/vision/align.hpp"
#include "devices/vision/bar_model.hpp"

namespace outpost::dev::vision {

/// Brightness from 0 (dark) to 1 by the samples between `from` and `to`, so that beliefs have a scale.
Profile scaled(const Profile& p, std::size_t from, std::size_t to);

/// Module as a smooth function of the sample, through borders: module[i] is at sample at[i]. The stretch has
/// `quiet` modules beside the bars, as far as there are samples.
Seeing first_guess(const std::vector<float>& module, const std::vector<float>& at, int modules, float quiet,
                   std::size_t samples);

/// Sample by sample of the fitted stretch.
struct Rest {
  std::size_t first = 0;
  std::vector<double> module, ink, left, drawn;
  double energy = 0, variation = 0;

  /// The line never runs backwards.
  bool rises() const;
  double likeness() const;  ///< part of the variation that is explained
  /// The same of the modules `from` to `to` alone; below 0 = nothing there is as it was drawn, far below =
  /// they are not on the line.
  double likeness(double from, double to) const;
};
Rest rest_of(const Profile& p, std::span<const Edge> edges, const Seeing& s);

/// Likeness of the first and of the last guard of a retail code.
std::array<float, 2> guards_of(const Rest& r, int modules);

/// Noise of one module, for the samples `from` to `to`: it is no less than everywhere.
double noise_of(const Rest& r, std::size_t from, std::size_t to, double samples_per_module);

/// Where bars begin and end inside a row of modules ('1' is a bar) that begins at module `start`.
std::vector<Edge> inner_edges(const std::string& modules, float start);
/// Darkness that these edges make at a module.
double steps_at(std::span<const Edge> edges, const Seeing& s, double module);

/// The sample of a module.
double sample_at(const Seeing& s, double module);

}  // namespace outpost::dev::vision
