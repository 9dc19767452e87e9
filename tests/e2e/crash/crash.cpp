// outpost-e2e-crash: kill -9 of edge, sync and headquarters at random moments while tills sell, and a checker
// that compares what the tills were told with both databases. Exit code 0: nothing was found, or, with
// --expect, exactly that was found.
#include "tests/e2e/crash/chaos.hpp"
#include "tests/e2e/crash/options.hpp"
#include "tests/e2e/crash/planted.hpp"
#include "tests/e2e/crash/tills.hpp"

#include <cstdio>
#include <exception>

namespace {

using namespace outpost::e2e;

void print(const CrashOptions& options, const Kills& kills, const std::vector<Sale>& sales) {
  const auto of = [&](const char* name) { return kills.of.contains(name) ? kills.of.at(name) : 0; };
  std::printf("seed %llu, %d tills\n", static_cast<unsigned long long>(options.seed), options.tills);
  std::printf("kills        %d: edge %d, sync %d, hq %d; %d of them while starting\n", kills.total,
              of("edge"), of("sync"), of("hq"), kills.while_starting);
  int acknowledged = 0, unknown = 0, wrong = 0;
  long calls = 0, unanswered = 0, later = 0, replayed = 0;
  for (const auto& sale : sales) {
    acknowledged += sale.outcome == Outcome::acknowledged;
    unknown += sale.outcome == Outcome::unknown;
    wrong += sale.outcome == Outcome::wrong;
    calls += sale.sent, unanswered += sale.unanswered, later += sale.later, replayed += sale.replayed;
  }
  std::printf("sales        %d acknowledged, %d given up without an answer, %d answered wrongly\n",
              acknowledged, unknown, wrong);
  std::printf(
      "calls        %ld sent, %ld without answer and retried, %ld put off, %ld answered from the key\n",
      calls, unanswered, later, replayed);
}

/// A run that met no trouble proves nothing.
void expect_trouble(const CrashOptions& options, const Kills& kills, const std::vector<Sale>& sales,
                    Checked& out) {
  long unanswered = 0, acknowledged = 0;
  for (const auto& sale : sales)
    unanswered += sale.unanswered, acknowledged += sale.outcome == Outcome::acknowledged;
  if (acknowledged < options.kills / 2)
    out.findings.push_back({"too-easy", "fewer than one sale for two kills"});
  if (unanswered == 0) out.findings.push_back({"too-easy", "no call was ever cut off"});
  if (options.kills >= 20 && kills.of.size() < 3)
    out.findings.push_back({"too-easy", "a program was never killed"});
}

Checked settle(Shop& shop, const CrashOptions& options, const std::vector<Sale>& sales) {
  const bool arrived = shop.await_synced(milliseconds{60'000 + 100 * options.kills});
  const auto unclean = shop.stop();
  const Told verify = shop.tool("outpost-store", {"verify"});
  Checked checked = check(sales, shop.data(), shop.hq_data());
  if (!arrived) checked.findings.push_back({"hq-missing", "headquarters did not get everything in time"});
  for (const auto& text : unclean) checked.findings.push_back({"unclean-end", text});
  if (!verify.ending.clean()) checked.findings.push_back({"verify", verify.out + verify.err});
  return checked;
}

/// The exit code.
int verdict(const CrashOptions& options, const Checked& checked, Shop& shop) {
  checked.print();
  std::printf("store        %lld orders paid, %lld receipts, %lld events; headquarters %lld orders\n",
              static_cast<long long>(checked.paid_in_store), static_cast<long long>(checked.receipts),
              static_cast<long long>(checked.events), static_cast<long long>(checked.orders_at_hq));
  if (options.keep) shop.keep();
  if (!options.expect.empty()) {
    const bool seen = checked.has(options.expect);
    std::printf("%s\n",
                seen ? "the planted fault was found, as it must be" : "the planted fault was NOT found");
    if (!seen) shop.keep();
    return seen ? 0 : 1;
  }
  if (!checked.findings.empty()) shop.keep();
  std::printf("%s\n", checked.findings.empty() ? "every acknowledged sale is at headquarters exactly once"
                                               : "FAILED");
  return checked.findings.empty() ? 0 : 1;
}

int crash(const CrashOptions& options) {
  ShopOptions about;
  about.name = "outpost-crash";
  about.programs = options.programs;
  about.stations.clear();
  for (int till = 1; till <= options.tills; ++till) about.stations.push_back("till" + std::to_string(till));
  Shop shop(about);
  if (options.plant_no_dedupe) accept_twice(shop.hq_data());
  shop.start();
  const auto begun = std::chrono::steady_clock::now();
  History history(shop.folder() + "/history.jsonl");
  Tills tills(shop, options.tills, options.seed, options.think, history);
  Chaos chaos(shop, options.seed,
              options.plant_no_dedupe ? [&] { forget_last(shop.hq_data()); } : std::function<void()>{});
  while (chaos.kills().total < options.kills) chaos.strike();
  shop.start();
  const std::vector<Sale> sales = tills.finish();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  Checked checked = settle(shop, options, sales);
  checked.findings.insert(checked.findings.end(), chaos.findings().begin(), chaos.findings().end());
  if (options.expect.empty()) expect_trouble(options, chaos.kills(), sales, checked);
  print(options, chaos.kills(), sales);
  std::printf("time         %.1f s of killing, %.2f s a kill\n", took.count(),
              took.count() / chaos.kills().total);
  return verdict(options, checked, shop);
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    return crash(crash_options(argc, argv));
  } catch (const std::exception& e) {
    std::printf("FAILED: %s\n", e.what());
    return 1;
  }
}
