#include "devices/vision/code128_rivals.hpp"

#include <algorithm>
#include <limits>

namespace outpost::dev::vision {
namespace {

constexpr float never = std::numeric_limits<float>::max() / 4;
constexpr int starts = 103;  // values from here on begin a code, and only they do

}  // namespace

float code128_rival(std::span<const int> values, std::span<const SymbolPrices> prices) {
  using Sums = std::array<float, code128_check>;
  Sums other;  // the cheapest beginning with a change in it, for each check sum
  other.fill(never);
  int same = 0;  // check sum of the beginning without one
  for (std::size_t k = 0; k < values.size(); ++k) {
    const bool last = k + 1 == values.size();
    const int weight = last ? code128_check - 1 : std::max(1, static_cast<int>(k)) % code128_check;
    const int from = k == 0 ? starts : 0, to = k == 0 ? static_cast<int>(code128_symbols) : starts;
    Sums next;
    next.fill(never);
    for (int v = from; v < to; ++v) {
      const float price = prices[k][static_cast<std::size_t>(v)];
      const int step = weight * v % code128_check;
      for (int sum = 0; sum < code128_check; ++sum) {
        auto& to_sum = next[static_cast<std::size_t>((sum + step) % code128_check)];
        to_sum = std::min(to_sum, other[static_cast<std::size_t>(sum)] + price);
      }
      if (v == values[k]) continue;
      auto& changed = next[static_cast<std::size_t>((same + step) % code128_check)];
      changed = std::min(changed, price);
    }
    same = (same + weight * values[k]) % code128_check;
    other = next;
  }
  return other[0];
}

}  // namespace outpost::dev::vision
