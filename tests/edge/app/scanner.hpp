// A scanner at kiosk1: every reading has the next number.
#pragma once

#include "edge/app/scans.hpp"
#include "tests/edge/app/shop.hpp"

namespace outpost::test {

struct Scanner {
  Shop& shop;
  Id boot = shop.ids.next();
  std::uint64_t seq = 0;

  app::ScanResult operator()(const std::string& text, const std::string& symbology = "EAN-13",
                             Micros age_us = 1'000) {
    return at(++seq, text, symbology, age_us);
  }
  app::ScanResult at(std::uint64_t number, const std::string& text, const std::string& symbology = "EAN-13",
                     Micros age_us = 1'000) {
    const app::Scan scan{"cam1", "kiosk1", boot, number, text, symbology, age_us};
    auto result = shop.write([&](store::Tx& tx) { return app::scan_to_cart(tx, scan); });
    BOOST_REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : result.error().text));
    return *result;
  }
  void again(const std::string& text, const std::string& symbology = "EAN-13") {
    const app::Scan scan{"cam1", "kiosk1", boot, ++seq, text, symbology, 1'000};
    BOOST_REQUIRE(shop.write([&](store::Tx& tx) { return app::tell_again(tx, scan); }).ok());
  }
};

}  // namespace outpost::test
