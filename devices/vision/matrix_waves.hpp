// Counts modules without looking for any: the borders of modules are a comb, and the phase of a comb can be
// followed from place to place over a picture, over bends too.
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <span>
#include <vector>

namespace outpost::dev::vision {

/// clear = only one or two that stand out, or nothing; any = the strongest few.
enum class Comb { clear, any };

/// Phase and strength of the wave around a place.
struct WaveNode {
  double phase = 0, strength = 0;  ///< the phase in modules
  bool known = false;
};

/// Modules as a smooth function of the place in an upright picture of a Data Matrix.
class Waves {
public:
  /// Across: from the left side. Down: counted from the lower side up. `beside` = part of the code's length
  /// that the picture shows around it. `bends`: how much wider modules may be at one end than in the middle,
  /// as a part. The likeliest first; empty when there is no comb.
  static std::vector<Waves> across(const cv::Mat& picture, double beside, std::span<const double> bends,
                                   Comb comb);
  static std::vector<Waves> down(const cv::Mat& picture, double beside, std::span<const double> bends,
                                 Comb comb);
  /// The same with `modules` more counted.
  Waves moved(int modules) const;

  /// The module at part `u` of the width from the left and `v` of the height from the top.
  double module(double u, double v) const;
  /// Modules from side to side, not rounded.
  double count() const { return upward_ ? module(0.5, 0) : module(1, 0.5); }

private:
  static constexpr std::size_t terms = 10;  // up to cubes: a sheet that is bent, not crumpled
  static std::array<double, terms> powers(double x, double y);
  static std::vector<Waves> of(const cv::Mat& picture, double beside, std::span<const double> bends,
                               Comb comb);
  /// Adds what the nodes' phases say.
  bool fit(const cv::Mat& picture, double beside, std::span<const WaveNode> nodes);

  std::array<double, terms> factors_{};
  bool upward_ = false;
};

}  // namespace outpost::dev::vision
