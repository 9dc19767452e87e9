#include "tests/bench/http/tills.hpp"

#include "tests/edge/http/client.hpp"

#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace outpost::bench {
namespace {

using nlohmann::json;
using clock_type = std::chrono::steady_clock;

double ms_since(clock_type::time_point begin) {
  return std::chrono::duration<double, std::milli>(clock_type::now() - begin).count();
}

class Till {
public:
  Till(const Shop& shop, int number) : shop_(shop), number_(number), wire_(shop.port()) {}

  void sell(Run& into) {
    const auto begin = clock_type::now();
    const std::string cart = id_of(post("/api/v1/carts", json::object()));
    for (int i = 0; i < lines_a_sale; ++i)
      post("/api/v1/carts/" + cart + "/lines", {{"code", code_of((number_ * 7 + calls_ + i) % products)}});
    const json quote = post("/api/v1/carts/" + cart + "/quote", json::object());
    const std::string order = id_of(post("/api/v1/orders", {{"quote_id", quote["id"]}}));
    const auto checkout = clock_type::now();
    const json paid = post("/api/v1/orders/" + order + "/payments",
                           {{"tender", "cash"}, {"amount_fen", quote["total_fen"]}});
    if (paid["order"]["state"] != "paid") throw std::runtime_error("a sale was not paid: " + paid.dump());
    into.checkout_ms.push_back(ms_since(checkout));
    into.sale_ms.push_back(ms_since(begin));
  }

private:
  static std::string id_of(const json& j) { return j["id"]; }

  json post(const std::string& path, const json& body) {
    const auto a = test::call(wire_, shop_.port(),
                              {"POST",
                               path,
                               body.dump(),
                               shop_.tokens()[static_cast<std::size_t>(number_)],
                               fmt::format("bench-{}-{}-{}", getpid(), number_, ++calls_ + offset_),
                               {{"Content-Type", "application/json"}}});
    if (a.status / 100 != 2) throw std::runtime_error(fmt::format("{}: {} {}", path, a.status, a.body));
    return json::parse(a.body);
  }

  const Shop& shop_;
  int number_, calls_ = 0;
  static inline std::atomic<int> runs{0};
  const int offset_ = ++runs * 10'000'000;
  test::Wire wire_;
};

}  // namespace

Run run_tills(const Shop& shop, int tills, double seconds) {
  std::vector<Run> parts(static_cast<std::size_t>(tills));
  std::vector<std::string> failures(parts.size());
  std::vector<std::thread> threads;
  const double commits = shop.metric("outpost_writer_commits_total");
  const auto begin = clock_type::now();
  for (std::size_t i = 0; i < parts.size(); ++i)
    threads.emplace_back([&, i] {
      try {
        Till till(shop, static_cast<int>(i));
        while (ms_since(begin) < seconds * 1'000) till.sell(parts[i]);
      } catch (const std::exception& e) {
        failures[i] = e.what();
      }
    });
  for (auto& t : threads) t.join();
  Run out;
  out.tills = tills;
  out.seconds = ms_since(begin) / 1'000;
  out.commits = shop.metric("outpost_writer_commits_total") - commits;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!failures[i].empty()) throw std::runtime_error(failures[i]);
    out.checkout_ms.insert(out.checkout_ms.end(), parts[i].checkout_ms.begin(), parts[i].checkout_ms.end());
    out.sale_ms.insert(out.sale_ms.end(), parts[i].sale_ms.begin(), parts[i].sale_ms.end());
  }
  return out;
}

}  // namespace outpost::bench
