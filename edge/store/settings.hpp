// What the configuration says about the store itself. Read once at the start (app/settings.hpp), then
// constant.
#pragma once

#include "edge/base/bytes.hpp"
#include "edge/base/clock.hpp"
#include "edge/base/money.hpp"

#include <string>
#include <vector>

namespace outpost::store {

struct Settings {
  std::string store_id;
  std::string store_name;
  std::string zone = "Asia/Shanghai";
  int day_start_min = 4 * 60;  ///< minutes after local midnight at which a business date begins
  std::string currency = "CNY";
  Fen cash_rounding_fen{1};  ///< cash sums are rounded to multiples of this; 1: not at all
  Micros quote_life_us = 15 * 60 * us_per_s;
  bool code_payments = false;  ///< a provider is configured
  /// Layouts of the store's own numbers, as checked masks of 12 places (core/in_store_code.hpp).
  std::vector<std::string> in_store_masks;
  /// Signs member codes (core/member_code.hpp); secrets/member.key. Empty: this store knows no members.
  Bytes member_key;
};

}  // namespace outpost::store
