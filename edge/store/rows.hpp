// The rows of store.db as plain structs. A field that is NULL in SQL is optional or "" here.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/id.hpp"
#include "edge/base/money.hpp"
#include "edge/data/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outpost::store {

struct ProductRow {
  std::string sku, name, name_en;
  std::vector<std::string> codes;  ///< canonical; filled where the caller asked for them
  Fen price_fen;                   ///< a piece or a kilogram; the price that is valid at the time of reading
  data::Unit unit = data::Unit::piece;
  int tax_rate_bp = 0;
  std::string tax_code;
  data::TaxKind tax_kind = data::TaxKind::taxed;
  std::string category;
};

// n says where a row lies in the database; 0 until it is saved. Nothing outside the store may use it.

struct CartLineRow {
  std::int64_t n = 0;
  Id id;
  std::string sku, name, name_en;
  std::string code;  ///< as scanned, "" when chosen by name
  std::int64_t quantity_milli = 0;
  data::Unit unit = data::Unit::piece;
  Fen unit_price_fen, discount_fen, amount_fen;  ///< amount = gross - discount
  int tax_rate_bp = 0;
  std::string tax_code;
  data::TaxKind tax_kind = data::TaxKind::taxed;
};

struct CartRow {
  std::int64_t n = 0;
  Id id;
  std::string station;
  data::CartState state = data::CartState::open;
  std::int64_t version = 0;  ///< rises with every change
  std::vector<CartLineRow> lines;
  Fen total_fen;
  std::optional<Id> order_id;
  Micros opened_us = 0;
  std::optional<std::string> member_id;  ///< whoever showed a member code last
};

/// A frozen price of one cart version. Its lines are the cart's lines: any later change of the cart rises the
/// version and so kills the quote.
struct QuoteRow {
  Id id, cart_id;
  std::int64_t cart_version = 0;
  Micros expires_us = 0;
  Fen discount_fen, total_fen;
  std::int64_t book_version = 0;  ///< catalogue version the prices came from
  Bytes digest;                   ///< BLAKE2b-128 of all inputs
};

struct OrderLineRow : CartLineRow {
  Fen net_fen, tax_fen;  ///< net + tax = amount
};

struct PaymentRow {
  std::int64_t n = 0;
  Id id, order_id;
  data::Tender tender = data::Tender::cash;
  Fen amount_fen;                ///< what this payment takes off the order
  Fen tendered_fen, change_fen;  ///< cash: tendered - change = amount
  Fen rounding_fen;              ///< cash rounding that went with it; covers the order like an amount
  data::PaymentState state = data::PaymentState::pending;
  std::string provider;        ///< wechat, alipay, sim; "" for cash
  std::string reason;          ///< why declined, reversed or unknown
  std::string phase;           ///< code: where the resolver stands; "final" when nothing is left to do
  std::string provider_trade;  ///< the provider's own number
  std::string station;
  std::string person;
  Micros created_us = 0;
  std::optional<Micros> decided_us;
};

struct OrderRow {
  std::int64_t n = 0;
  Id id, cart_id, quote_id;
  std::string station, person;
  data::OrderState state = data::OrderState::awaiting_payment;
  std::vector<OrderLineRow> lines;
  std::vector<PaymentRow> payments;
  Fen discount_fen, total_fen, cash_rounding_fen, paid_fen;
  std::string pickup_code;
  Micros created_us = 0;
  std::optional<Micros> paid_us;
  std::optional<std::int64_t> series, receipt_number, event_seq;  ///< set when paid
  std::optional<int> business_date;                               ///< yyyymmdd
  std::optional<std::string> member_id;                           ///< the cart's
};

struct CommandRow {
  Id id;
  std::string unit, command;
  std::string body = "{}";  ///< arguments, a JSON object
  data::CommandState state = data::CommandState::queued;
  std::string reason, person;
  Micros created_us = 0;
  std::optional<Micros> sent_us, ended_us;
  std::optional<Id> about;  ///< the order whose receipt is printed; the report that is resumed
};

struct AlarmRow {
  Id id;
  std::string name, subject, text;
  Micros at_us = 0;
  std::optional<Micros> cleared_us;
};

}  // namespace outpost::store
