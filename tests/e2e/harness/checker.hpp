// The acknowledged sales of a run against both databases, after everything has ended.
#pragma once

#include "tests/e2e/harness/sale.hpp"

namespace outpost::e2e {

/// Something that must not be. `name` is one of the list in checker.cpp and stable: tests with a planted
/// fault name what they expect.
struct Finding {
  std::string name, text;
};

struct Checked {
  std::vector<Finding> findings;
  std::int64_t paid_in_store = 0, orders_at_hq = 0, receipts = 0, events = 0;
  bool has(const std::string& name) const;
  void print() const;  ///< at most a few of each name
};

/// A line of this SKU carries the sale's own number as its quantity (see serial_item): a sale that was never
/// acknowledged is found again by it, and seen when it was done twice.
inline const char* const serial_sku = "E2E-06";
/// The line that makes a basket recognisable; `serial` from 1.
Item serial_item(std::int64_t serial);
std::int64_t serial_of(const Basket& basket);

/// Compares `sales` with store.db in `store_dir` and, when `hq_dir` is not empty, hq.db. Both must be at rest
/// and headquarters must have been given the time to get everything. Throws sqlite::Failure.
Checked check(const std::vector<Sale>& sales, const std::string& store_dir, const std::string& hq_dir);

}  // namespace outpost::e2e
