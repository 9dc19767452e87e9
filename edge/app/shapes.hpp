// What use cases answer with. app/shape_json.hpp writes them as JSON: the same text in HTTP answers, in live
// events and in outbox events.
#pragma once

#include "edge/store/bay_clears.hpp"
#include "edge/store/rows.hpp"

#include <array>
#include <map>

namespace outpost::app {

using Product = store::ProductRow;
using CartLine = store::CartLineRow;
using OrderLine = store::OrderLineRow;
using Payment = store::PaymentRow;
using data::SyncState;

template <class T> struct Page {
  std::vector<T> items;
  std::optional<std::string> next;  ///< give it back as `after`; nothing when this was the last page
};

struct Cart : store::CartRow {};

struct Quote : store::QuoteRow {
  std::vector<CartLine> lines;
};

struct Order : store::OrderRow {
  std::string receipt_no;  ///< STORE-SERIES-NUMBER; "" until paid
  SyncState sync = SyncState::local;
  Fen cash_unit_fen{1};  ///< what the store rounds cash to, for cash_due_fen
};

/// The answer to a payment: the payment, and its order as it is now.
struct PaymentResult {
  Payment payment;
  Order order;
};

struct Receipt {
  Id order_id;
  std::string receipt_no;
  int business_date = 0;  ///< yyyymmdd
  Micros paid_us = 0;
  Fen total_fen;
  std::vector<std::string> text_lines;  ///< UTF-8, at most `columns` wide where a CJK character counts two
};

struct Today {
  int business_date = 0;  ///< yyyymmdd
  std::int64_t orders = 0;
  Fen sales_fen, average_fen;
  struct Hour {
    std::int64_t orders = 0;
    Fen sales_fen;
  };
  std::array<Hour, 24> by_hour;  ///< by local hour of the day
  struct Top {
    std::string sku, name, name_en;
    data::Unit unit = data::Unit::piece;
    std::int64_t quantity_milli = 0;
    Fen amount_fen;
  };
  std::vector<Top> top;
  Fen cash_fen, code_fen;
};

struct Terminal {
  Id id;
  data::Role role = data::Role::kiosk;
  std::string station, label;
  std::string state;  ///< invited (code not used yet), expired (nor in time), active, revoked
  Micros created_us = 0;
};

/// A code that turns a browser into a terminal: 8 characters, once, within 10 minutes.
struct Enrolment {
  Id terminal;
  std::string code;
  Micros expires_us = 0;
};

/// What a browser or script keeps. The token is told once and stored only as a hash.
struct Enrolled {
  Id terminal;
  std::string token;  ///< 64 hexadecimal digits: 256 bits
  data::Role role = data::Role::kiosk;
  std::string station, label;
};

using Command = store::CommandRow;

using BayClear = store::BayClearRow;

struct Report {
  Id id;
  std::string unit, station;
  std::string vin;  ///< "" when the car did not say
  Micros at_us = 0;
  SyncState sync = SyncState::local;
  std::string body;              ///< the whole report, a JSON object; "" in lists
  std::vector<BayClear> clears;  ///< of codes, after this report; empty in lists
};

using Alarm = store::AlarmRow;

/// One finding of verify; `ok` with a count says what was looked at.
struct Check {
  std::string name;
  bool ok = true;
  std::int64_t seen = 0;  ///< rows looked at
  std::string detail;     ///< what is wrong, "" when ok
};

}  // namespace outpost::app
