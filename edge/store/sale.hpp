// What paying an order writes besides the order itself: ledgers and the receipt series.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

void append_pay_l(sqlite::Db& db, const Id& order, const Id& payment, std::string_view kind, Fen amount_fen,
                  Micros at_us);
void append_cash_l(sqlite::Db& db, std::string_view station, const Id& payment, Fen delta_fen, Micros at_us);
/// Takes every line of the order off the stock.
void append_stock_l(sqlite::Db& db, const OrderRow& order, Micros at_us);

/// The counters that every sale moves, of the current incarnation. One read, one write.
struct SaleCounters {
  Id inc;
  std::int64_t series = 0, next_seq = 0, next_receipt = 0;
  int last_business_date = 0;
};
SaleCounters sale_counters(sqlite::Db& db);
/// Appends an event under counters.next_seq and saves all counters: the one place where a sale writes them.
void append_event(sqlite::Db& db, const SaleCounters& counters, std::string_view kind, int version,
                  Micros at_us, std::string_view body, const Id& ref);
void insert_receipt(sqlite::Db& db, const OrderRow& order);

/// The business date of the newest receipt, 0 when there is none.
int newest_business_date(sqlite::Db& db);
/// Orders paid on a business date, newest first: a run at the end of the receipt series.
std::vector<Id> orders_of_date(sqlite::Db& db, int business_date);
/// Orders of the newest receipts, back to the first that was paid before `since_us`.
std::vector<Id> orders_paid_since(sqlite::Db& db, Micros since_us);

}  // namespace outpost::store
