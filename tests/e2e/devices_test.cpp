// Devices that are pulled out, fall silent, flood, stop or die, as the real programs see them; and the shop
// that sells beside them all the while.
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>

using namespace outpost::e2e;

namespace {

constexpr milliseconds soon{20'000};
constexpr milliseconds a_sale_takes{1'500};  // of five calls, on a machine that also runs the tests
using Steady = std::chrono::steady_clock;

ShopOptions with(std::vector<Unit> units) {
  ShopOptions about;
  about.name = "outpost-devices";
  about.stations = {"till1"};
  about.headquarters = false;
  about.units = std::move(units);
  return about;
}

json device(const Shop& shop, const std::string& unit) { return shop.owner().get("/api/v1/devices/" + unit); }

std::string state_of(const json& device) {
  const std::string reason = device["reason"];
  return device["state"].get<std::string>() + (reason.empty() ? "" : " " + reason);
}

/// True when no lane of the shelf shows a weight.
bool no_weight(const json& shelves, const std::string& unit) {
  for (const auto& shelf : shelves["items"])
    if (shelf["unit"] == unit)
      return std::all_of(shelf["channels"].begin(), shelf["channels"].end(),
                         [](const json& lane) { return lane["weight_mg"].is_null(); });
  return true;
}

/// What a unit went through, and how states must have begun in this order (others may be between).
struct Story {
  std::string unit;
  std::vector<std::string> expected;
  std::vector<std::string> seen{};

  void look(const std::string& state) {
    if (seen.empty() || seen.back() != state) seen.push_back(state);
  }
  bool told() const {
    auto next = expected.begin();
    for (const auto& s : seen)
      if (next != expected.end() && s.starts_with(*next)) ++next;
    return next == expected.end();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(devices_in_trouble_are_shown_and_stop_no_sale) {
  const std::string dead_port = std::to_string(free_port());
  CaseShop shop(with({
      {"shelf1",
       "shelf_stream",
       "sim:shelf?lanes=2&period_s=0&script=unplug@4,plug@6,silent@12,speak@16",
       "shelf1",
       {{"calibration", "2.5@0"}}},
      {"bay1", "obd_bay", "sim:elm327?search_ms=100&script=unplug@5,plug@7,flood@14,calm@18", "bay1", {}},
      {"printer1", "escpos", "tcp:127.0.0.1:" + dead_port, "till1", {}},
  }));
  shop.start();
  std::vector<Story> stories{{"shelf1", {"ready", "absent", "ready", "stale silent", "ready"}},
                             {"bay1", {"ready", "absent", "ready", "stale", "ready"}},
                             {"printer1", {"unreachable port-unreachable"}}};
  int sales = 0;
  milliseconds slowest{0};
  const auto over = [&] {
    const auto begin = Steady::now();
    sales += sell(shop.till(1), {{"E2E-01"}})["state"] == "paid";
    slowest = std::max(slowest, std::chrono::duration_cast<milliseconds>(Steady::now() - begin));
    const json before = shop.owner().get("/api/v1/shelves");
    for (auto& story : stories) story.look(state_of(device(shop, story.unit)));
    if (stories[0].seen.back() != "ready")
      BOOST_TEST((no_weight(before, "shelf1") || no_weight(shop.owner().get("/api/v1/shelves"), "shelf1")));
    return std::all_of(stories.begin(), stories.end(), [](const Story& s) { return s.told(); });
  };
  BOOST_TEST(eventually(milliseconds{60'000}, over, milliseconds{50}));
  for (const auto& story : stories)
    BOOST_TEST(story.told(), fmt::format("{} went through: {}", story.unit, fmt::join(story.seen, ", ")));
  BOOST_TEST(sales > 50);
  BOOST_TEST((slowest < a_sale_takes), slowest.count() << " ms");
  std::printf("devices      %d sales beside three troubled devices, the slowest in %d ms\n", sales,
              static_cast<int>(slowest.count()));
  for (const auto& text : shop.stop()) BOOST_ERROR(text);
}

BOOST_AUTO_TEST_CASE(a_device_program_that_hangs_or_dies_is_stale_until_it_is_back) {
  CaseShop shop(
      with({{"shelf1", "shelf_stream", "sim:shelf?lanes=2", "shelf1", {{"calibration", "2.5@0"}}}}));
  shop.start();
  const auto becomes = [&](const std::string& wanted) {
    return eventually(soon, [&] { return state_of(device(shop, "shelf1")) == wanted; });
  };
  const auto seen = [&] { return device(shop, "shelf1")["last_seen"].get<std::string>(); };
  const auto weighed = [&] {
    return eventually(soon, [&] { return !no_weight(shop.owner().get("/api/v1/shelves"), "shelf1"); });
  };
  for (const bool dies : {false, true}) {
    BOOST_TEST(becomes("ready"));
    BOOST_TEST(weighed());
    const std::string before = seen();
    BOOST_TEST(eventually(soon, [&] { return seen() > before; }), "last_seen stands still at " << before);
    const pid_t pid = shop.pid("shelf1");
    dies ? shop.kill9("shelf1") : static_cast<void>(kill(pid, SIGSTOP));
    BOOST_TEST(becomes("stale silent"));
    const std::string last = seen();
    BOOST_TEST(no_weight(shop.owner().get("/api/v1/shelves"), "shelf1"));
    BOOST_TEST(sell(shop.till(1), {{"E2E-01"}})["state"] == "paid");
    BOOST_TEST(seen() == last);
    dies ? shop.start_one("shelf1") : static_cast<void>(kill(pid, SIGCONT));
    BOOST_TEST(becomes("ready"));
    BOOST_TEST(weighed());
  }
  for (const auto& text : shop.stop()) BOOST_ERROR(text);
}
