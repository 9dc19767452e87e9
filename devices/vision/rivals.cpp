#include "devices/vision/rivals.hpp"

#include <algorithm>
#include <limits>

namespace outpost::dev::vision {
namespace {

constexpr float never = std::numeric_limits<float>::max() / 4;

/// The two cheapest beginnings that reach a check sum.
struct Beginning {
  float price = never;
  Ways drawn{};
};
using Pair = std::array<Beginning, 2>;

void keep(Pair& pair, const Beginning& b) {
  if (b.price < pair[0].price) {
    pair[1] = pair[0];
    pair[0] = b;
  } else if (b.price < pair[1].price) {
    pair[1] = b;
  }
}

/// No text of the family is cheaper: each digit at its best, whatever the check sum.
float bound(const Family& family, std::size_t cells, const Prices& prices) {
  float sum = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t set = family.set_b[i] ? 10 : 0;
    if (family.fixed[i] >= 0) {
      sum += prices[i][set + static_cast<std::size_t>(family.fixed[i])];
      continue;
    }
    const auto* row = prices[i].data() + set;
    sum += *std::min_element(row, row + 10);
  }
  return sum;
}

Pair cheapest(const Family& family, std::size_t cells, const Prices& prices) {
  std::array<Pair, 10> now{};
  now[static_cast<std::size_t>(family.sum % 10)][0].price = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    std::array<Pair, 10> next{};
    for (std::size_t sum = 0; sum < 10; ++sum)
      for (const auto& before : now[sum]) {
        if (before.price >= never) continue;
        for (std::size_t digit = 0; digit < 10; ++digit) {
          if (family.fixed[i] >= 0 && static_cast<std::size_t>(family.fixed[i]) != digit) continue;
          const std::size_t way = digit + (family.set_b[i] ? 10 : 0);
          auto& pair = next[(sum + static_cast<std::size_t>(family.weight[i]) * digit) % 10];
          const float price = before.price + prices[i][way];
          if (price >= pair[1].price) continue;
          Beginning b = before;
          b.price = price;
          b.drawn[i] = static_cast<std::uint8_t>(way);
          keep(pair, b);
        }
      }
    now = next;
  }
  return now[0];
}

}  // namespace

Choices choose(Layout layout, const Prices& prices) {
  Choices out;
  out.best.price = out.second.price = never;
  const auto cells = static_cast<std::size_t>(info_of(layout).cells);
  for (const auto& family : families(layout)) {
    if (bound(family, cells, prices) >= out.second.price) continue;
    for (const auto& b : cheapest(family, cells, prices)) {
      if (b.price >= out.second.price) continue;
      Choice c{text_of(layout, family, b.drawn), b.drawn, b.price};
      if (c.price < out.best.price) std::swap(c, out.best);
      out.second = c;
    }
  }
  return out;
}

}  // namespace outpost::dev::vision
