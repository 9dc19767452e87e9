// outpost-e2e-hq-away [ORDERS]: a store that sells the whole run without headquarters; then headquarters
// comes back. Nothing fails in the store meanwhile, and everything arrives, exactly once.
#include "tests/e2e/harness/checker.hpp"
#include "tests/e2e/harness/shop.hpp"

#include <atomic>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <thread>

namespace {

using namespace outpost::e2e;
using std::chrono::steady_clock;

constexpr int short_orders = 1'000, full_orders = 10'000, tills = 4;

double seconds_since(steady_clock::time_point begun) {
  return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

/// `orders` sales from all tills at once; each call is sent once, as nothing is in its way.
std::vector<Sale> sell_without_headquarters(const Shop& shop, int orders) {
  std::atomic<int> next{0};
  std::vector<std::vector<Sale>> sold(tills);
  std::vector<std::thread> threads;
  for (int till = 0; till < tills; ++till)
    threads.emplace_back([&, till, api = shop.till(till + 1)] {
      Seller seller(api, "till", milliseconds{20'000});
      for (int n = 0; (n = ++next) <= orders;) {
        Basket basket;
        basket.items = {{fmt::format("E2E-{:02}", n % 5 + 1)}, {"E2E-07", 2'000}, serial_item(n)};
        sold[static_cast<std::size_t>(till)].push_back(seller.sell(basket));
      }
    });
  for (auto& thread : threads) thread.join();
  std::vector<Sale> all;
  for (const auto& some : sold) all.insert(all.end(), some.begin(), some.end());
  return all;
}

/// What went wrong in the store while headquarters was away.
std::vector<Finding> troubles(const std::vector<Sale>& sales, int orders, const json& sync,
                              const json& alarms) {
  std::vector<Finding> out;
  int acknowledged = 0;
  for (const auto& sale : sales) {
    acknowledged += sale.outcome == Outcome::acknowledged;
    if (sale.unanswered + sale.later > 0)
      out.push_back({"store-failed", sale.order_id + ": a call had to be repeated"});
  }
  if (acknowledged != orders)
    out.push_back({"store-failed", fmt::format("{} of {} sold", acknowledged, orders)});
  if (sync["queue"]["events"].get<int>() < orders)
    out.push_back({"store-failed", "the queue is shorter than the sales: " + sync.dump()});
  if (sync["hq"]["state"] == "connected")
    out.push_back({"store-failed", "the store says that it is connected"});
  for (const auto& alarm : alarms["items"])
    if (alarm["name"] == "internal-invariant") out.push_back({"store-failed", alarm.dump()});
  return out;
}

int run(int orders) {
  ShopOptions about;
  about.name = "outpost-hq-away";
  Shop shop(about);
  shop.start_one("edge");
  shop.start_one("sync");
  auto begun = steady_clock::now();
  const auto sales = sell_without_headquarters(shop, orders);
  const double selling_s = seconds_since(begun);
  json sync;  // counted at most once a second
  eventually(milliseconds{5'000}, [&] {
    sync = shop.owner().get("/api/v1/sync");
    return sync["queue"]["events"].get<int>() >= orders;
  });
  auto findings = troubles(sales, orders, sync, shop.owner().get("/api/v1/alarms"));
  std::printf("sold         %zu orders in %.1f s without headquarters; %s events wait\n", sales.size(),
              selling_s, sync["queue"]["events"].dump().c_str());
  begun = steady_clock::now();
  shop.start_one("hq");
  if (!shop.await_synced(milliseconds{60'000 + 30 * orders}))
    findings.push_back({"hq-missing", "not all in time"});
  std::printf("arrived      %.2f s after the start of headquarters\n", seconds_since(begun));
  for (const auto& text : shop.stop()) findings.push_back({"unclean-end", text});
  Checked checked = check(sales, shop.data(), shop.hq_data());
  checked.findings.insert(checked.findings.end(), findings.begin(), findings.end());
  if (checked.orders_at_hq != orders)
    checked.findings.push_back(
        {"hq-missing", fmt::format("{} orders at headquarters", checked.orders_at_hq)});
  checked.print();
  std::printf("headquarters %lld orders, %s\n", static_cast<long long>(checked.orders_at_hq),
              checked.findings.empty() ? "each exactly once" : "FAILED");
  if (!checked.findings.empty()) shop.keep();
  return checked.findings.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    return run(argc > 1 ? std::stoi(argv[1]) : full_size() ? full_orders : short_orders);
  } catch (const std::exception& e) {
    std::printf("FAILED: %s\n", e.what());
    return 1;
  }
}
