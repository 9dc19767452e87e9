// The receipt as lines of text: what the printer, the kiosk and the staff pages show is the same.
#pragma once

#include "edge/base/money.hpp"
#include "edge/data/words.hpp"

#include <string>
#include <vector>

namespace outpost::core {

struct ReceiptLine {
  std::string name;
  std::int64_t quantity_milli = 0;
  data::Unit unit = data::Unit::piece;
  Fen unit_price_fen, discount_fen, amount_fen;
};
struct ReceiptTax {
  int rate_bp = 0;
  data::TaxKind kind = data::TaxKind::taxed;
  Fen net_fen, tax_fen;
};
struct ReceiptTender {
  data::Tender tender = data::Tender::cash;
  std::string provider;
  Fen amount_fen, tendered_fen, change_fen;
};
struct ReceiptIn {
  std::string store_name, receipt_no, paid_at, station;
  std::vector<ReceiptLine> lines;
  std::vector<ReceiptTax> taxes;
  std::vector<ReceiptTender> tenders;
  Fen total_fen, discount_fen, cash_rounding_fen;
};

/// Lines of UTF-8, none wider than `columns` (24 to 64; clamped). Chinese first; a taxpayer's words as on
/// paper.
std::vector<std::string> receipt_text(const ReceiptIn& receipt, int columns);

/// "2" pieces, "0.345" kilograms.
std::string quantity_text(std::int64_t quantity_milli, data::Unit unit);

}  // namespace outpost::core
