// Decides whether group commit is worth its name: sales per second through the use cases, by one till and by
// sixteen at once, against the same rows written bare, one sale and sixteen sales to a transaction. All four
// in turn, several rounds, medians; the disk's own fdatasync beside them.
#include "tests/bench/commit/bare.hpp"
#include "tests/bench/commit/shop.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <fmt/format.h>
#include <mutex>

using namespace outpost;
using namespace outpost::bench;

namespace {

constexpr int tills = 16, rounds = 25;
constexpr double best_ratio = 8, of_bare = 0.8, alone_of_bare = 0.95, slow_disk_ms = 1;
constexpr double wal_alone_kib = 32, wal_group_kib = 12;

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

struct Arm {
  std::vector<double> rates, wal_kib, cpu_us;
  double rate() const { return median(rates); }
};

/// Round by round, as a disk that others use too is fast and slow by turns; then the median.
double ratio_of(const Arm& a, const Arm& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.rates.size(); ++i) ratios.push_back(a.rates[i] / b.rates[i]);
  return median(ratios);
}

/// Each till has one sale under way and hands in its next from the answer to the last: what is measured is
/// the store, not how fast the operating system wakes sixteen threads (the HTTP bench has that).
class Tills {
public:
  Tills(Shop& shop, int count, int sales_each) : shop_(shop), left_(count) {
    for (int t = 0; t < count; ++t) baskets_.push_back(shop.prepare(t, sales_each));
  }
  double seconds() {
    return seconds_of([&] {
      for (auto& basket : baskets_) next(basket, 0);
      std::unique_lock lock(mutex_);
      ended_.wait(lock, [this] { return left_ == 0; });
    });
  }

private:
  void next(const Basket& basket, std::size_t i) {
    if (i < basket.sales.size()) return shop_.sell(basket, i, [this, &basket, i] { next(basket, i + 1); });
    const std::lock_guard lock(mutex_);
    if (--left_ == 0) ended_.notify_one();
  }

  Shop& shop_;
  std::vector<Basket> baskets_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int left_;
};

void row(const char* name, const std::string& value, const std::string& bar, int passed) {
  std::printf("%-44s %12s   %-26s %s\n", name, value.c_str(), bar.c_str(),
              passed < 0 ? ""
              : passed   ? "PASS"
                         : "FAIL");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : ".";
  const int n = argc > 2 ? std::atoi(argv[2]) : 160;  // sales per arm and round
  Shop shop(dir);
  BareShop bare(dir, shop.event_bytes());
  const auto sync_ms = fdatasync_ms(dir);
  Arm app1, app16, bare1, bare16;
  const auto measure = [&](Arm& arm, auto seconds) {
    const auto log = shop.log_bytes();
    const auto cpu = std::clock();
    arm.rates.push_back(n / seconds());
    arm.cpu_us.push_back(static_cast<double>(std::clock() - cpu) * 1e6 / CLOCKS_PER_SEC / n);
    arm.wal_kib.push_back((shop.log_bytes() - log) / 1024.0 / n);
  };
  for (int round = -1; round < rounds; ++round) {
    if (round == 0) app1 = app16 = bare1 = bare16 = {};  // the first round only warms up
    Tills one(shop, 1, n), many(shop, tills, n / tills);
    measure(app1, [&] { return one.seconds(); });
    measure(bare1, [&] { return bare.seconds(n, 1); });
    measure(app16, [&] { return shop.counted([&] { return many.seconds(); }); });
    measure(bare16, [&] { return bare.seconds(n / tills, tills); });
  }
  const double bare_ratio = ratio_of(bare16, bare1), ratio = ratio_of(app16, bare1);
  const double bar = std::min(best_ratio, of_bare * bare_ratio), alone = ratio_of(app1, bare1);
  const double wal1 = median(app1.wal_kib), wal16 = median(app16.wal_kib);
  std::printf("prepared sales of 5 lines, cart to paid; medians of %d rounds of %d sales; rows a sale: app "
              "%.1f, bare %.1f\n\n",
              rounds, n, shop.rows_per_sale(), bare.rows_per_sale());
  row("fdatasync p50", fmt::format("{:.3f} ms", sync_ms), "", -1);
  row("bare, 1 sale a transaction", fmt::format("{:.0f}/s", bare1.rate()), "", -1);
  row("app, 1 till", fmt::format("{:.0f}/s", app1.rate()), "", -1);
  row("bare, 16 sales a transaction", fmt::format("{:.0f}/s", bare16.rate()), "", -1);
  row("app, 16 tills", fmt::format("{:.0f}/s", app16.rate()), "", -1);
  row("app, sales a commit", fmt::format("{:.1f}", shop.sales_per_commit()), "", -1);
  row("CPU a sale, bare 16 and app 16",
      fmt::format("{:.0f} {:.0f} us", median(bare16.cpu_us), median(app16.cpu_us)), "", -1);
  row("bare 16 / bare 1", fmt::format("{:.2f}", bare_ratio), "", -1);
  row("app 16 / bare 1", fmt::format("{:.2f}", ratio), fmt::format(">= {:.2f}", bar), ratio >= bar);
  row("app 1 / bare 1", fmt::format("{:.2f}", alone),
      sync_ms >= slow_disk_ms ? ">= 0.95" : "printed only (fast disk)",
      sync_ms >= slow_disk_ms ? alone >= alone_of_bare : -1);
  row("WAL a sale, 16 tills", fmt::format("{:.1f} KiB", wal16), fmt::format("<= {:.0f} KiB", wal_group_kib),
      wal16 <= wal_group_kib);
  row("WAL a sale, 1 till", fmt::format("{:.1f} KiB", wal1), fmt::format("<= {:.0f} KiB", wal_alone_kib),
      wal1 <= wal_alone_kib);
  const bool passed = ratio >= bar && (sync_ms < slow_disk_ms || alone >= alone_of_bare) &&
                      wal16 <= wal_group_kib && wal1 <= wal_alone_kib;
  std::printf("\n%s\n", passed ? "PASS" : "FAIL");
  return passed ? 0 : 1;
}
