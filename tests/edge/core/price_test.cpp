// One rounding a line, and shares that add up however they are cut.
#include "edge/core/price.hpp"
#include "edge/core/tax.hpp"

#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <numeric>
#include <vector>

using namespace outpost;

namespace {

std::uint64_t seed() {
  const char* given = std::getenv("OUTPOST_SEED");
  const auto s = given ? std::strtoull(given, nullptr, 10) : 20'260'101ULL;
  BOOST_TEST_MESSAGE("OUTPOST_SEED=" << s);
  return s;
}

std::int64_t below(SeededRandom& r, std::int64_t n) {
  return static_cast<std::int64_t>(r.next() % static_cast<std::uint64_t>(n));
}

}  // namespace

BOOST_AUTO_TEST_CASE(line_amounts) {
  struct Row {
    std::int64_t price, quantity, amount;
  };
  for (const auto& r :
       {Row{350, 2'000, 700}, Row{725, 1'250, 906}, Row{725, 1'000, 725}, Row{1, 500, 1}, Row{1, 499, 0},
        Row{0, 1'000'000, 0}, Row{99, 333, 33}, Row{100'000'000, 1'000, 100'000'000}}) {
    const auto amount = core::line_gross(Fen{r.price}, r.quantity);
    BOOST_REQUIRE(amount.ok());
    BOOST_TEST(amount->v == r.amount, r.price << " x " << r.quantity);
  }
  BOOST_TEST(core::line_gross(max_amount_fen, 2'000).error().name == "amount-too-large");
  BOOST_TEST(core::line_gross(max_amount_fen, max_quantity_milli).error().name == "amount-too-large");
  BOOST_TEST(core::line_gross(max_amount_fen, 1'000)->v == max_amount_fen.v);
}

BOOST_AUTO_TEST_CASE(sums_are_bounded) {
  BOOST_TEST(core::bounded_sum(Fen{1}, Fen{2})->v == 3);
  BOOST_TEST(!core::bounded_sum(max_amount_fen, Fen{1}).ok());
  BOOST_TEST(!core::bounded_sum(Fen{INT64_MAX}, Fen{INT64_MAX}).ok());
}

BOOST_AUTO_TEST_CASE(shares_add_up_to_the_total_in_any_cut) {
  SeededRandom random(seed());
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::int64_t> parts(static_cast<std::size_t>(1 + below(random, 30)));
    for (auto& p : parts) p = below(random, 1'000'000);
    const auto whole = std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
    if (whole == 0) continue;
    const auto total = below(random, whole + 1);
    core::CumulativeFloor shares(total, whole);
    std::int64_t sum = 0;
    for (const auto p : parts) {
      const auto share = shares.next(p);
      BOOST_REQUIRE(share.ok());
      BOOST_REQUIRE(*share >= 0 && *share <= p);  // no part gets more than it is
      sum += *share;
    }
    BOOST_REQUIRE_EQUAL(sum, total);
  }
}

BOOST_AUTO_TEST_CASE(shares_leave_64_bits_as_an_error) {
  core::CumulativeFloor shares(INT64_MAX, 1);
  BOOST_TEST(shares.next(2).error().name == "amount-too-large");
}

BOOST_AUTO_TEST_CASE(tax_of_a_rate_is_that_of_its_sum) {
  SeededRandom random(seed());
  for (int round = 0; round < 5'000; ++round) {
    core::TaxSplitter splitter;
    std::map<int, std::pair<std::int64_t, std::int64_t>> sums;  // rate -> gross, net
    for (int i = 0; i < 12; ++i) {
      const int rate = std::vector{1'300, 900, 600, 300, 0}[static_cast<std::size_t>(below(random, 5))];
      const Fen gross{below(random, 100'000)};
      const auto part = splitter.split(gross, rate, data::TaxKind::taxed);
      BOOST_REQUIRE(part.ok());
      BOOST_REQUIRE_EQUAL(part->net_fen.v + part->tax_fen.v, gross.v);
      BOOST_REQUIRE(part->net_fen.v >= 0 && part->tax_fen.v >= 0);
      sums[rate].first += gross.v, sums[rate].second += part->net_fen.v;
    }
    for (const auto& [rate, sum] : sums)
      BOOST_REQUIRE_EQUAL(sum.second, sum.first * 10'000 / (10'000 + rate));
  }
}

BOOST_AUTO_TEST_CASE(zero_and_exempt_goods_carry_no_tax) {
  core::TaxSplitter splitter;
  for (const auto kind : {data::TaxKind::zero, data::TaxKind::exempt}) {
    const auto part = splitter.split(Fen{1'130}, 1'300, kind);
    BOOST_TEST(part->tax_fen.v == 0);
    BOOST_TEST(part->net_fen.v == 1'130);
  }
  BOOST_TEST(splitter.split(Fen{1'130}, 1'300, data::TaxKind::taxed)->tax_fen.v == 130);
}
