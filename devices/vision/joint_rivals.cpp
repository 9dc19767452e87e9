#include "devices/vision/joint_rivals.hpp"

#include <algorithm>
#include <limits>

namespace outpost::dev::vision {
namespace {

constexpr float never = std::numeric_limits<float>::max() / 4;

struct Beginning {
  float price = never;
  Ways drawn{};
};
/// The two cheapest that end in a digit with a check sum.
using Pair = std::array<Beginning, 2>;
using States = std::array<std::array<Pair, 10>, 10>;  // [check sum][last digit]

void keep(Pair& pair, const Beginning& before, float price, std::size_t cell, std::size_t way) {
  if (price >= pair[1].price) return;
  auto& slot = pair[1];
  slot = before;
  slot.price = price;
  slot.drawn[cell] = static_cast<std::uint8_t>(way);
  if (pair[1].price < pair[0].price) std::swap(pair[0], pair[1]);
}

std::size_t way_of(const Family& family, std::size_t cell, std::size_t digit) {
  return digit + (family.set_b[cell] ? 10 : 0);
}

States first_digits(const Family& family, const JointPrices& prices) {
  States out{};
  for (std::size_t digit = 0; digit < 10; ++digit) {
    const auto way = way_of(family, 0, digit);
    const auto sum =
        (static_cast<std::size_t>(family.sum) + static_cast<std::size_t>(family.weight[0]) * digit) % 10;
    keep(out[sum][digit], {}, prices.single[0][way], 0, way);
  }
  return out;
}

States next_digits(const Family& family, const JointPrices& prices, const States& now, std::size_t cell) {
  States out{};
  for (std::size_t sum = 0; sum < 10; ++sum)
    for (std::size_t last = 0; last < 10; ++last)
      for (const auto& before : now[sum][last]) {
        if (before.price >= never) continue;
        const auto& pair = prices.pair[cell - 1][way_of(family, cell - 1, last)];
        for (std::size_t digit = 0; digit < 10; ++digit) {
          const auto way = way_of(family, cell, digit);
          auto& to = out[(sum + static_cast<std::size_t>(family.weight[cell]) * digit) % 10][digit];
          keep(to, before, before.price + prices.single[cell][way] + pair[way], cell, way);
        }
      }
  return out;
}

}  // namespace

Choices choose_joint(const JointPrices& prices) {
  Choices out;
  out.best.price = out.second.price = never;
  for (const auto& family : families(Layout::ean13)) {
    auto states = first_digits(family, prices);
    for (std::size_t cell = 1; cell < ean13_cells; ++cell) states = next_digits(family, prices, states, cell);
    for (const auto& pair : states[0])
      for (const auto& b : pair) {
        if (b.price >= out.second.price) continue;
        Choice c{text_of(Layout::ean13, family, b.drawn), b.drawn, b.price};
        if (c.price < out.best.price) std::swap(c, out.best);
        out.second = c;
      }
  }
  return out;
}

float cheapest_free(const JointPrices& prices) {
  const auto left_cells = static_cast<std::size_t>(info_of(Layout::ean13).left_cells);
  auto now = prices.single[0];
  for (std::size_t cell = 1; cell < ean13_cells; ++cell) {
    const std::size_t some = cell < left_cells ? ways : 10, some_before = cell <= left_cells ? ways : 10;
    std::array<float, ways> next;
    next.fill(never);
    for (std::size_t way = 0; way < some; ++way)
      for (std::size_t last = 0; last < some_before; ++last)
        next[way] =
            std::min(next[way], now[last] + prices.pair[cell - 1][last][way] + prices.single[cell][way]);
    now = next;
  }
  return *std::min_element(now.begin(), now.begin() + 10);
}

}  // namespace outpost::dev::vision
