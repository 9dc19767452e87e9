// Change, rounding and part payments.
#include "edge/core/tender.hpp"

#include "edge/base/id.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace outpost;

namespace {

struct Row {
  const char* what;
  std::int64_t rest, asked;
  std::optional<std::int64_t> handed;
  std::int64_t unit;
  std::int64_t amount, change, rounding;
  bool covers;
  const char* error = nullptr;
};

}  // namespace

BOOST_AUTO_TEST_CASE(cash) {
  const std::vector<Row> table = {
      // what, rest, asked, handed, unit, amount, change, rounding, covers, error
      {"exact", 1'234, 1'234, {}, 1, 1'234, 0, 0, true},
      {"a note", 1'234, 1'234, 2'000, 1, 1'234, 766, 0, true},
      {"asked is the note", 1'234, 2'000, {}, 1, 1'234, 766, 0, true},
      {"part", 1'234, 1'000, {}, 1, 1'000, 0, 0, false},
      {"part with a larger note", 1'234, 500, 1'000, 1, 500, 500, 0, false},
      {"rounded down", 1'234, 1'230, {}, 10, 1'230, 0, 4, true},
      {"rounded down, rest asked", 1'234, 1'234, 1'240, 10, 1'230, 10, 4, true},
      {"rounded up", 1'236, 1'236, 2'000, 10, 1'240, 760, -4, true},
      {"half goes up", 1'235, 1'240, {}, 10, 1'240, 0, -5, true},
      {"rounded up, but the exact rest is there", 1'236, 1'236, {}, 10, 1'236, 0, 0, true},
      {"a part is not rounded", 1'236, 1'003, {}, 10, 1'003, 0, 0, false},
      {"rounded to nothing", 4, 0, {}, 10, 0, 0, 4, true},
      {"nothing is owed", 0, 0, {}, 1, 0, 0, 0, true},
      {"nothing is owed, a note is there", 0, 100, {}, 1, 0, 100, 0, true},
      {"nothing for something", 100, 0, {}, 1, 0, 0, 0, false, "bad-amount"},
      {"negative", 100, -1, {}, 1, 0, 0, 0, false, "bad-amount"},
      {"too much money", 100, max_amount_fen.v + 1, {}, 1, 0, 0, 0, false, "bad-amount"},
      {"too little on the counter", 100, 100, 99, 1, 0, 0, 0, false, "tendered-too-little"},
      {"too little for the part", 100, 50, 49, 1, 0, 0, 0, false, "tendered-too-little"},
  };
  for (const auto& r : table) {
    const auto handed = r.handed ? std::optional(Fen{*r.handed}) : std::nullopt;
    const auto plan = core::plan_cash(Fen{r.rest}, Fen{r.asked}, handed, Fen{r.unit});
    if (r.error) {
      BOOST_REQUIRE_MESSAGE(!plan.ok(), r.what);
      BOOST_TEST(plan.error().name == r.error, r.what);
      continue;
    }
    BOOST_REQUIRE_MESSAGE(plan.ok(), r.what);
    BOOST_TEST(plan->amount_fen.v == r.amount, r.what);
    BOOST_TEST(plan->change_fen.v == r.change, r.what);
    BOOST_TEST(plan->rounding_fen.v == r.rounding, r.what);
    BOOST_TEST(plan->covers == r.covers, r.what);
  }
}

BOOST_AUTO_TEST_CASE(what_is_due_in_cash_is_what_cash_takes) {
  struct Due {
    std::int64_t rest, unit, due;
  };
  for (const auto& r :
       std::vector<Due>{{103, 10, 100}, {105, 10, 110}, {4, 10, 0}, {197, 1, 197}, {0, 10, 0}}) {
    BOOST_TEST(core::cash_due(Fen{r.rest}, Fen{r.unit}).v == r.due, r.rest);
    const auto plan = core::plan_cash(Fen{r.rest}, Fen{r.due}, {}, Fen{r.unit});
    BOOST_REQUIRE(plan.ok());
    BOOST_TEST(plan->covers);
    BOOST_TEST(plan->amount_fen.v == r.due);
  }
}

BOOST_AUTO_TEST_CASE(cash_always_adds_up) {
  SeededRandom random(7);
  const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random.next() % n); };
  for (int i = 0; i < 200'000; ++i) {
    const Fen rest{below(50'000)}, asked{below(60'000)}, unit{std::vector{1, 5, 10, 100}[random.next() % 4]};
    const auto handed = random.next() % 2 ? std::optional(Fen{below(80'000)}) : std::nullopt;
    const auto plan = core::plan_cash(rest, asked, handed, unit);
    if (!plan.ok()) continue;
    BOOST_REQUIRE_EQUAL(plan->tendered_fen.v - plan->change_fen.v, plan->amount_fen.v);
    BOOST_REQUIRE(plan->change_fen.v >= 0 && plan->amount_fen.v >= 0);
    BOOST_REQUIRE(std::abs(plan->rounding_fen.v) <= unit.v / 2);
    const auto left = rest.v - plan->amount_fen.v - plan->rounding_fen.v;
    BOOST_REQUIRE(plan->covers ? left == 0 : left > 0);
  }
}

BOOST_AUTO_TEST_CASE(codes_pay_what_is_owed_and_no_more) {
  BOOST_TEST(core::check_code_amount(Fen{100}, Fen{100}).ok());
  BOOST_TEST(core::check_code_amount(Fen{100}, Fen{1}).ok());
  BOOST_TEST(core::check_code_amount(Fen{100}, Fen{101}).error().name == "payment-too-much");
  BOOST_TEST(core::check_code_amount(Fen{100}, Fen{0}).error().name == "bad-amount");
  BOOST_TEST(core::check_code_amount(Fen{100}, Fen{-1}).error().name == "bad-amount");
}
