// How edges are seen through a lens, and the best numbers when digits are smeared over each other.
#include "devices/vision/joint_rivals.hpp"
#include "devices/vision/lens.hpp"
#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace outpost;
using namespace outpost::dev::vision;

namespace {

/// Prices from 1 to 40, the same for the same seed.
JointPrices some_prices(std::uint64_t seed, bool with_pairs) {
  SeededRandom random(seed);
  const auto next = [&] { return 1 + static_cast<float>(random.next() % 4'000'000) / 100'000; };
  JointPrices out;
  for (auto& cell : out.single)
    for (auto& price : cell) price = next();
  if (with_pairs)
    for (auto& cell : out.pair)
      for (auto& row : cell)
        for (auto& price : row) price = next() - 20;
  return out;
}

float price_of(const JointPrices& p, const Ways& drawn) {
  float sum = 0;
  for (std::size_t c = 0; c < ean13_cells; ++c) {
    sum += p.single[c][drawn[c]];
    if (c > 0) sum += p.pair[c - 1][drawn[c - 1]][drawn[c]];
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_edge_has_the_spread_that_its_lens_is_said_to_have) {
  for (const auto lens : {Lens::bell, Lens::disc}) {
    const auto& table = edge_table(lens);
    double whole = 0, spread = 0, before = 0;
    constexpr double step = 0.01;
    for (double x = -4; x <= 4; x += step) {
      const auto seen = table.at(x);
      BOOST_TEST(seen.sum >= before - 1e-12);
      BOOST_TEST(std::abs(seen.sum + table.at(-x).sum - 1) < 1e-3);
      before = seen.sum;
      whole += seen.density * step, spread += seen.density * x * x * step;
    }
    BOOST_TEST(std::abs(whole - 1) < 0.01);
    BOOST_TEST(std::abs(spread - 1) < 0.01);
  }
  // a disc ends: beyond its radius there is only what softens it
  BOOST_TEST(edge_table(Lens::disc).at(-2.8).sum < 1e-3);
  BOOST_TEST(edge_table(Lens::bell).at(-2.8).sum > 2e-3);
}

BOOST_AUTO_TEST_CASE(without_smear_the_joint_choice_is_the_plain_one) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto joint = some_prices(seed, false);
    const auto plain = choose(Layout::ean13, joint.single);
    const auto found = choose_joint(joint);
    BOOST_TEST(found.best.text == plain.best.text, seed);
    BOOST_TEST(found.second.text == plain.second.text, seed);
    BOOST_TEST(std::abs(found.best.price - plain.best.price) < 1e-3, seed);
    BOOST_TEST(cheapest_free(joint) <= found.best.price, seed);
  }
}

BOOST_AUTO_TEST_CASE(no_number_is_cheaper_than_the_joint_choice) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto prices = some_prices(seed, true);
    const auto found = choose_joint(prices);
    BOOST_TEST(std::abs(price_of(prices, found.best.drawn) - found.best.price) < 1e-2, seed);
    BOOST_TEST(std::abs(price_of(prices, found.second.drawn) - found.second.price) < 1e-2, seed);
    BOOST_TEST(found.best.text != found.second.text, seed);
    SeededRandom random(seed);
    for (int i = 0; i < 20'000; ++i) {
      std::string digits;
      int sum = 0;
      for (int k = 0; k < 12; ++k) {
        const int digit = static_cast<int>(random.next() % 10);
        digits += static_cast<char>('0' + digit), sum += digit * (k % 2 ? 3 : 1);
      }
      digits += static_cast<char>('0' + (10 - sum % 10) % 10);
      const float price = price_of(prices, *ways_of(Layout::ean13, digits));
      if (digits != found.best.text) BOOST_REQUIRE(price >= found.second.price - 1e-2F);
      BOOST_REQUIRE(price >= cheapest_free(prices) - 1e-2F);
    }
  }
}

BOOST_AUTO_TEST_CASE(two_neighbours_that_hide_each_other_are_the_rival) {
  // Alone each other digit is dear; three neighbours together hardly change the line, and digit by digit
  // their number would seem far away.
  JointPrices prices;
  const auto drawn = *ways_of(Layout::ean13, "4006381333931");
  for (std::size_t c = 0; c < ean13_cells; ++c) {
    prices.single[c].fill(50);
    prices.single[c][drawn[c]] = 0;
  }
  const auto other = *ways_of(Layout::ean13, "4006381333856");  // ends in 3 other digits
  for (std::size_t c = 9; c < 11; ++c) prices.pair[c][other[c]][other[c + 1]] = -70;
  const auto found = choose_joint(prices);
  BOOST_TEST(found.best.text == "4006381333931");
  BOOST_TEST(found.second.text == "4006381333856");
  BOOST_TEST(found.second.price == 10);
}
