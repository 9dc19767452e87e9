// The other arm: the same rows as a sale through the use cases writes, by held statements and nothing else.
#pragma once

#include "edge/base/id.hpp"
#include "edge/base/sqlite/db.hpp"

#include <memory>
#include <string>
#include <vector>

namespace outpost::bench {

struct BareLine {
  std::string sku, name, name_en;
  std::int64_t price_fen = 0;
};

class BareSales {
public:
  /// `event_bytes`: how long the event of a sale is through the use cases.
  BareSales(sqlite::Db& db, IdSource& ids, std::vector<BareLine> lines, std::size_t event_bytes);
  ~BareSales();
  /// One transaction with `sales` sales.
  void commit(int sales);

private:
  void sale();
  struct Statements;
  sqlite::Db& db_;
  IdSource& ids_;
  std::vector<BareLine> lines_;
  std::string body_;
  Id inc_;
  std::int64_t series_ = 0, seq_ = 0, receipt_ = 0;
  std::unique_ptr<Statements> st_;
};

}  // namespace outpost::bench
