// Paid orders as the two databases have them, in one shape. The only file that knows their tables, beside the
// rules of the checker.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <map>
#include <string>

namespace outpost::e2e {

struct PaidOrder {
  std::string receipt_no;
  std::int64_t total_fen = 0, paid_fen = 0;
  std::int64_t lines = 0, lines_fen = 0, payments = 0, payments_fen = 0;
  std::map<std::string, std::int64_t> quantities;  ///< by SKU
  bool same_as(const PaidOrder& other) const;
  std::string text() const;
};

using PaidOrders = std::map<std::string, PaidOrder>;  ///< by id as text

PaidOrders paid_in_store(sqlite::Db& db);
PaidOrders orders_at_hq(sqlite::Db& db);

}  // namespace outpost::e2e
