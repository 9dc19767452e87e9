#include "tests/e2e/crash/tills.hpp"

#include "tests/e2e/harness/checker.hpp"

#include <fmt/format.h>
#include <random>

namespace outpost::e2e {
namespace {

// A till waits this long for a store that is being killed all the time; it is never reached in a good run.
constexpr milliseconds patience{60'000};

bool one_in(std::mt19937_64& random, int n) { return std::uniform_int_distribution(1, n)(random) == 1; }

/// Some pieces, now and then something by weight, and the line by which the sale is known.
Basket any_basket(std::mt19937_64& random, std::int64_t serial) {
  Basket basket;
  const int items = std::uniform_int_distribution(1, 3)(random);
  for (int i = 0; i < items; ++i) {
    const int product = std::uniform_int_distribution(1, 5)(random) + 6 * (i % 2);  // E2E-01..05 and 07..11
    basket.items.push_back(
        {fmt::format("E2E-{:02}", product), 1'000LL * std::uniform_int_distribution(1, 3)(random)});
  }
  if (one_in(random, 4)) basket.items.push_back({"E2E-12", std::uniform_int_distribution(50, 2'500)(random)});
  basket.items.push_back(serial_item(serial));
  basket.payments = one_in(random, 5) ? 2 : 1;
  basket.gives_up = one_in(random, 20);
  basket.asks_again = one_in(random, 10);
  return basket;
}

}  // namespace

Tills::Tills(const Shop& shop, int count, std::uint64_t seed, milliseconds think, History& history)
    : think_(think), history_(history), sold_(static_cast<std::size_t>(count)) {
  for (int till = 1; till <= count; ++till)
    threads_.emplace_back([this, api = shop.till(till), till, seed] { run(api, till, seed); });
}

Tills::~Tills() { finish(); }

void Tills::run(Api api, int till, std::uint64_t seed) {
  std::mt19937_64 random(seed * 1'000 + static_cast<std::uint64_t>(till));
  Seller seller(std::move(api), fmt::format("till{}", till), patience, &history_);
  auto& sold = sold_[static_cast<std::size_t>(till - 1)];
  while (!stopping_) {
    sold.push_back(seller.sell(any_basket(random, ++serial_)));
    acknowledged_ += sold.back().outcome == Outcome::acknowledged;
    pause(think_);
  }
}

std::vector<Sale> Tills::finish() {
  stopping_ = true;
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
  std::vector<Sale> all;
  for (const auto& sold : sold_) all.insert(all.end(), sold.begin(), sold.end());
  return all;
}

}  // namespace outpost::e2e
