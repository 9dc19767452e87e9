#include "tests/bench/obd/bays_process.hpp"

#include "devices/drivers/bay/obd_bay.hpp"
#include "tests/bench/obd/measure.hpp"
#include "tests/bench/obd/watched.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>

namespace outpost::bench {

using namespace dev;

namespace {

constexpr double settle_s = 7;  // cars found, first screens read, trouble (at 5 s) begun

// All but the last bay: what lies between two rounds, in ms.
std::vector<double> rounds_ms(const std::deque<Watch>& watches, std::size_t well, Micros from) {
  std::vector<double> out;
  for (std::size_t i = 0; i < well; ++i) {
    const auto& at = watches[i].live_at_us;
    for (std::size_t k = 1; k < at.size(); ++k)
      if (at[k - 1] >= from) out.push_back(static_cast<double>(at[k] - at[k - 1]) / us_per_ms);
  }
  return out;
}

}  // namespace

int run_bays(const BaysOrder& order) {
  std::deque<Watch> watches;
  Host host(order.endpoint);
  for (int i = 1; i <= order.bays; ++i) {
    auto bay = std::make_unique<ObdBay>(fmt::format("bay{}", i), ObdBay::Wire::adapter,
                                        [] { return SystemClock().wall_us(); });
    // With what the line takes, a little under 100 ms a value.
    if (order.paced) bay->on_command({{}, "live", R"({"pids":["0C"]})"}, 0);
    std::string port =
        fmt::format("sim:elm327?car=petrol-2020&search_ms=200&latency_ms={}", order.paced ? 85 : 20);
    if (i == order.bays && !order.trouble.empty()) port += "&script=" + order.trouble;
    host.add(fmt::format("bay{}", i), port,
             std::make_unique<WatchedDriver>(std::move(bay), watches.emplace_back()));
  }
  host.run(settle_s, [] { return false; });
  const auto from = SystemClock().boot_us();
  const double begin = wall_s(), cpu = cpu_s();
  host.run(order.seconds, [] { return false; });
  const double wall = wall_s() - begin, core = 100 * (cpu_s() - cpu) / wall;
  const auto well = watches.size() - (order.trouble.empty() ? 0 : 1);
  const auto rounds = rounds_ms(watches, well, from);
  const double values = static_cast<double>(rounds.size()) * (order.paced ? 1 : 10);
  fmt::print("{} {} {} {} {} {} {} {}\n", memory_mb(), core, values / wall / static_cast<double>(well),
             median(rounds), quantile(rounds, 0.99), quantile(rounds, 1), watches.back().bytes / 1'000,
             host.longest_turn_ms());
  return 0;
}

}  // namespace outpost::bench
