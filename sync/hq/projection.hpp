// What an event means for the readable tables. Pure: JSON in, rows out.
#pragma once

#include "edge/base/id.hpp"
#include "edge/contract/sync/event.hpp"

#include <variant>
#include <vector>

namespace outpost::hq {

struct OrderLine {
  std::string sku, name;
  std::int64_t quantity_milli = 0, unit_price_fen = 0, discount_fen = 0, amount_fen = 0, net_fen = 0,
               tax_fen = 0, tax_rate_bp = 0;
};
struct OrderPayment {
  Id id;
  std::string tender, state, provider;
  std::int64_t amount_fen = 0, tendered_fen = 0, change_fen = 0;
};
struct OrderPaid {
  Id id;
  std::string receipt_no, business_date, station, state;
  std::int64_t discount_fen = 0, total_fen = 0, cash_rounding_fen = 0, paid_fen = 0;
  Micros created_us = 0, paid_us = 0;
  std::vector<OrderLine> lines;
  std::vector<OrderPayment> payments;
};
struct DiagnosticReport {
  Id id;
  std::string vin, station, unit;
  Micros at_us = 0;
};
/// A kind or version this program does not know yet: kept as it is, for a later one.
struct Unread {};

using Projection = std::variant<OrderPaid, DiagnosticReport, Unread>;

/// Error `poison`: the body is not what its kind and version promise; the text says why.
Result<Projection> project(const wire::Event& event);

}  // namespace outpost::hq
