// outpost-bench-http [SECONDS]: checkout latency and sales a second through the API of a real outpost-edge,
// for 1, 4 and 16 tills, with the price of one raw fdatasync on the same disk beside it.
#include "tests/bench/http/tills.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace {

using namespace outpost::bench;

constexpr int raw_writes = 300;

double percentile(std::vector<double> v, double p) {
  if (v.empty()) return 0;
  std::sort(v.begin(), v.end());
  return v[std::min(v.size() - 1, static_cast<std::size_t>(p * static_cast<double>(v.size())))];
}

/// 4 KiB appended and synced, again and again: what one durable transaction cannot be cheaper than.
std::vector<double> raw_fdatasync_ms(const std::string& dir) {
  const int fd = open((dir + "/raw").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  std::array<char, 4096> page{};
  std::vector<double> out;
  for (int i = 0; i < raw_writes; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    if (write(fd, page.data(), page.size()) != static_cast<ssize_t>(page.size()) || fdatasync(fd) != 0) break;
    out.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  close(fd);
  return out;
}

void print(const Run& r, double raw_p50_ms) {
  const double n = static_cast<double>(r.sale_ms.size()), checkout = percentile(r.checkout_ms, 0.5);
  fmt::print("{:>5} {:>9.1f} {:>13.2f} {:>13.2f} {:>11.1f} {:>17.2f} {:>14.1f}\n", r.tills, n / r.seconds,
             checkout, percentile(r.checkout_ms, 0.99), percentile(r.sale_ms, 0.5), n > 0 ? r.commits / n : 0,
             raw_p50_ms > 0 ? checkout / raw_p50_ms : 0);
}

int run(double seconds) {
  Shop shop(16);
  const auto raw = raw_fdatasync_ms(shop.dir());
  const double raw_p50 = percentile(raw, 0.5);
  fmt::print("raw fdatasync of 4 KiB: p50 {:.2f} ms, p99 {:.2f} ms\n", raw_p50, percentile(raw, 0.99));
  fmt::print("a sale is {} durable calls: cart, {} lines, quote, order, payment\n\n", durable_calls_a_sale,
             lines_a_sale);
  fmt::print("tills   sales/s  checkout p50  checkout p99    sale p50  commits per sale  p50 / fdatasync\n");
  for (const int tills : {1, 4, 16}) print(run_tills(shop, tills, seconds), raw_p50);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? std::atof(argv[1]) : 5.0);
  } catch (const std::exception& e) {
    fmt::print(stderr, "outpost-bench-http: {}\n", e.what());
    return 1;
  }
}
