// Lines of brightness across drawn bars: blurred, spread, bent, lit unevenly, noisy. Made from the modules by
// fine sampling, not by the model that reads them.
#pragma once

#include "devices/vision/align.hpp"
#include "tests/devices/vision/draw.hpp"

#include "edge/base/id.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace outpost::dev::test {

struct LineLook {
  double pitch = 4;   ///< samples a module
  double blur = 0.3;  ///< standard deviation, modules
  double disc = 0;    ///< radius, modules: out of focus, in light, before `blur`
  double spread = 0;  ///< modules that bars are wider
  double bend = 0;    ///< modules that the middle is moved
  double shade = 0;   ///< part of the light that is missing at the right end
  int noise = 0;      ///< grey levels, up to
};

struct Line {
  vision::Profile profile;
  float from = 0, to = 0;  ///< first and last bar
  int modules = 0;
};

/// Each point becomes an evenly lit disc: along a line that is a half circle.
inline std::vector<double> through_disc(const std::vector<double>& ink, double radius) {
  const int reach = static_cast<int>(radius), n = static_cast<int>(ink.size());
  std::vector<double> out(ink.size(), 0.0);
  for (int i = 0; i < n; ++i) {
    double sum = 0, weight = 0;
    for (int d = -reach; d <= reach; ++d) {
      const double w = std::sqrt(std::max(0.0, radius * radius - d * d));
      sum += w * ink[static_cast<std::size_t>(std::clamp(i + d, 0, n - 1))], weight += w;
    }
    out[static_cast<std::size_t>(i)] = sum / weight;
  }
  return out;
}

/// Grey level of paper (220) and ink (40) mixed in light, which a camera stores as its power of 1 / 2.2.
inline double grey_of(double dark) {
  const double paper = std::pow(220 / 255.0, 2.2), black = std::pow(40 / 255.0, 2.2);
  return 255 * std::pow(paper + dark * (black - paper), 1 / 2.2);
}

inline Line line_of(const std::string& modules, const LineLook& look) {
  constexpr int quiet = 10, fine = 32;
  const int n = static_cast<int>(modules.size());
  std::vector<double> ink(static_cast<std::size_t>((n + 2 * quiet) * fine), 0.0), soft(ink.size(), 0.0);
  for (std::size_t i = 0; i < ink.size(); ++i) {
    const double at = (static_cast<double>(i) + 0.5) / fine - quiet;
    for (int m = 0; m < n; ++m)
      if (modules[static_cast<std::size_t>(m)] == '1' && at > m - look.spread / 2 &&
          at < m + 1 + look.spread / 2)
        ink[i] = 1;
  }
  if (look.disc > 0) ink = through_disc(ink, look.disc * fine);
  const int reach = static_cast<int>(4 * look.blur * fine) + 1;
  for (int i = 0; i < static_cast<int>(ink.size()); ++i) {
    double sum = 0, weight = 0;
    for (int d = -reach; d <= reach; ++d) {
      const double x = static_cast<double>(d) / fine / std::max(look.blur, 0.01), w = std::exp(-x * x / 2);
      const int k = std::clamp(i + d, 0, static_cast<int>(ink.size()) - 1);
      sum += w * ink[static_cast<std::size_t>(k)], weight += w;
    }
    soft[static_cast<std::size_t>(i)] = sum / weight;
  }
  Line out;
  out.modules = n;
  out.from = static_cast<float>(quiet * look.pitch), out.to = static_cast<float>((quiet + n) * look.pitch);
  SeededRandom random(7);
  const int samples = static_cast<int>((n + 2 * quiet) * look.pitch);
  for (int s = 0; s < samples; ++s) {
    const double x = (s + 0.5) / look.pitch, part = std::clamp((x - quiet) / n, 0.0, 1.0);
    const double module = x - look.bend * 4 * part * (1 - part);
    const auto k =
        static_cast<std::size_t>(std::clamp(module * fine, 0.0, static_cast<double>(soft.size() - 1)));
    double v = (look.disc > 0 ? grey_of(soft[k]) : 220 - 180 * soft[k]) * (1 - look.shade * part);
    if (look.noise)
      v += static_cast<double>(random.next() % static_cast<std::uint64_t>(2 * look.noise + 1)) - look.noise;
    out.profile.push_back(static_cast<float>(v));
  }
  return out;
}

/// A code whose last modules fade away and are squeezed, as where a label turns from the light, beside print.
inline Line with_faint_end(const std::string& modules, SeededRandom& random) {
  const auto part = [&] { return static_cast<double>(random.next() % 10'000) / 10'000; };
  const double fade = 0.1 + 0.4 * part(), length = 6 + 20 * part(), squeeze = 0.15 * part();
  const double pitch = 3.2 + part();
  auto beside = modules;
  for (int i = 0; i < 10; ++i) beside += part() < 0.3 ? '1' : '0';
  const double blur = 0.65 + 0.15 * part(), spread = -0.1 * part();
  auto line = line_of(beside, {.pitch = pitch, .blur = blur, .spread = spread, .noise = 4});
  const double end = (10 + static_cast<double>(modules.size())) * pitch, first = end - length * pitch;
  const auto seen = line.profile;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double past = static_cast<double>(i) - first;
    if (past <= 0) continue;
    const double t = std::min(1.0, past / (length * pitch));
    const bool print = static_cast<double>(i) > end + 2 * pitch;
    const auto from = std::min(static_cast<std::size_t>(first + past * (1 - squeeze * t)), seen.size() - 1);
    line.profile[i] = static_cast<float>(210 + (seen[from] - 210) * (print ? fade : 1 - t * (1 - fade)));
  }
  line.to = static_cast<float>(end), line.modules = static_cast<int>(modules.size());
  return line;
}

inline Line turned_line(const Line& line) {
  const auto n = static_cast<float>(line.profile.size());
  return {vision::mirrored(line.profile), n - line.to, n - line.from, line.modules};
}

/// Bars of random widths: what clutter looks like at its worst.
inline vision::Profile random_line(int samples, std::uint64_t seed) {
  SeededRandom random(seed);
  vision::Profile out;
  float value = 200;
  while (static_cast<int>(out.size()) < samples) {
    value = static_cast<float>(20 + random.next() % 200);
    out.insert(out.end(), 2 + random.next() % 18, value);
  }
  out.resize(static_cast<std::size_t>(samples));
  return out;
}

}  // namespace outpost::dev::test
