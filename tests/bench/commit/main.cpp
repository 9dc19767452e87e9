// Decides whether group commit is worth its name: sales per second through the use cases, by one till and by
// sixteen at once, against the same rows written bare, one sale and sixteen sales to a transaction. All four
// in turn, several rounds, medians; the disk's own fdatasync beside them.
#include "edge/app/prepared_sale.hpp"
#include "tests/bench/commit/bare.hpp"
#include "tests/bench/commit/shop.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <thread>

using namespace outpost;
using namespace outpost::bench;

namespace {

constexpr int tills = 16, rounds = 7;
constexpr double best_ratio = 8, of_bare = 0.8, alone_of_bare = 0.95, slow_disk_ms = 1;
constexpr double wal_alone_kib = 32, wal_group_kib = 12;

template <class F> double seconds_of(F work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

struct Arm {
  std::vector<double> rates, wal_kib;
  double rate() const { return median(rates); }
};

void run_tills(Shop& shop, int count, int sales_each) {
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t)
    threads.emplace_back([&shop, t, sales_each] {
      for (int i = 0; i < sales_each; ++i) shop.sell(t);
    });
  for (auto& t : threads) t.join();
}

void row(const char* name, const std::string& value, const std::string& bar, int passed) {
  std::printf("%-44s %12s   %-26s %s\n", name, value.c_str(), bar.c_str(),
              passed < 0 ? ""
              : passed   ? "PASS"
                         : "FAIL");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string dir = argc > 1 ? argv[1] : ".";
  const int n = argc > 2 ? std::atoi(argv[2]) : 640;  // sales per arm and round
  Shop shop(dir);
  BareShop bare(dir, shop.event_bytes());
  const auto sync_ms = fdatasync_ms(dir);
  Arm app1, app16, bare1, bare16;
  const auto measure = [&](Arm& arm, auto work) {
    const auto log = shop.log_bytes();
    arm.rates.push_back(n / seconds_of(work));
    arm.wal_kib.push_back((shop.log_bytes() - log) / 1024.0 / n);
  };
  for (int round = -1; round < rounds; ++round) {
    if (round == 0) app1 = app16 = bare1 = bare16 = {};  // the first round only warms up
    measure(app1, [&] { run_tills(shop, 1, n); });
    measure(bare1, [&] {
      for (int i = 0; i < n; ++i) bare.commit(1);
    });
    measure(app16, [&] { shop.count_commits([&] { run_tills(shop, tills, n / tills); }); });
    measure(bare16, [&] {
      for (int i = 0; i < n / tills; ++i) bare.commit(tills);
    });
  }
  const double bare_ratio = bare16.rate() / bare1.rate(), ratio = app16.rate() / bare1.rate();
  const double bar = std::min(best_ratio, of_bare * bare_ratio), alone = app1.rate() / bare1.rate();
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
