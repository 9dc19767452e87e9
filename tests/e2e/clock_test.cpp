// The wall clock of the store is set back, and forward again, while it sells. A preloaded shim moves it for
// the one program.
#include "tests/e2e/harness/sale.hpp"
#include "tests/e2e/harness/suite.hpp"

#include <fmt/format.h>

using namespace outpost::e2e;

namespace {

constexpr int day_s = 24 * 3'600;

void set_clock(const Shop& shop, long offset_s) {
  write_file(shop.folder() + "/clock", std::to_string(offset_s));
}

/// The number behind the last dash of a receipt's name.
long number_of(const json& order) {
  const std::string text = order["receipt_no"];
  return std::stol(text.substr(text.rfind('-') + 1));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_clock_set_back_a_day_stops_no_sale_and_turns_no_date_back) {
  ShopOptions about;
  about.name = "outpost-clock";
  about.stations = {"till1"};
  CaseShop shop(about);
  set_clock(shop, 0);
  shop.options().environment["edge"] = {"LD_PRELOAD=" OUTPOST_CLOCK_SHIM,
                                        "E2E_CLOCK_FILE=" + shop.folder() + "/clock",
                                        "ASAN_OPTIONS=verify_asan_link_order=0"};
  shop.start();
  const Api till = shop.till(1);
  const json before = sell(till, {{"E2E-01"}});
  std::vector<json> orders{before};
  for (const long offset_s : {-1L * day_s, -30L * day_s, 0L, 2L * day_s, 0L}) {
    set_clock(shop, offset_s);
    for (int i = 0; i < 3; ++i) orders.push_back(sell(till, {{"E2E-02"}}));
    if (offset_s == -1L * day_s) {  // and a start at the wrong time
      shop.kill9("edge");
      shop.start_one("edge");
      orders.push_back(sell(till, {{"E2E-03"}}));
    }
  }
  // The shim works: the sale made two days ahead has a later date.
  BOOST_TEST(orders.back()["business_date"].get<std::string>() > before["business_date"].get<std::string>());
  for (std::size_t i = 1; i < orders.size(); ++i) {
    BOOST_TEST(orders[i]["business_date"].get<std::string>() >=
               orders[i - 1]["business_date"].get<std::string>());
    BOOST_TEST(number_of(orders[i]) == number_of(orders[i - 1]) + 1);
  }
  BOOST_TEST(shop.await_synced(milliseconds{20'000}));
  std::printf("clock        %zu sales over five jumps, dates %s to %s\n", orders.size(),
              before["business_date"].dump().c_str(), orders.back()["business_date"].dump().c_str());
  for (const auto& text : shop.stop()) BOOST_ERROR(text);
  const Told verify = shop.tool("outpost-store", {"verify"});
  BOOST_TEST(verify.ending.code == 0, verify.out << verify.err);
}
