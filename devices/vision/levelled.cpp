#include "devices/vision/levelled.hpp"

#include <algorithm>

namespace outpost::dev::vision {
namespace {

constexpr int reach = 24;         // samples to each side: two of the widest bars and more
constexpr float least_range = 8;  // grey levels: below it there is paper, and noise must not become bars
constexpr float dark = 0, bright = 200;

/// The mean of the samples within reach.
Profile smoothed(const Profile& p) {
  Profile out(p.size());
  const int n = static_cast<int>(p.size());
  float sum = 0;
  int from = 0, to = 0;
  for (int i = 0; i < n; ++i) {
    while (to < std::min(n, i + reach + 1)) sum += p[static_cast<std::size_t>(to++)];
    while (from < i - reach) sum -= p[static_cast<std::size_t>(from++)];
    out[static_cast<std::size_t>(i)] = sum / static_cast<float>(to - from);
  }
  return out;
}

}  // namespace

Profile levelled(const Profile& line) {
  const auto n = static_cast<std::ptrdiff_t>(line.size());
  Profile low(line.size()), high(line.size());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto [least, most] = std::minmax_element(line.begin() + std::max<std::ptrdiff_t>(0, i - reach),
                                                   line.begin() + std::min(n, i + reach + 1));
    low[static_cast<std::size_t>(i)] = *least, high[static_cast<std::size_t>(i)] = *most;
  }
  low = smoothed(low), high = smoothed(high);
  Profile out(line.size());
  for (std::size_t i = 0; i < line.size(); ++i)
    out[i] = bright + (bright - dark) * (line[i] - high[i]) / std::max(high[i] - low[i], least_range);
  return out;
}

}  // namespace outpost::dev::vision
