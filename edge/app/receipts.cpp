// The receipt of a paid order: text from the stored order, the same whenever it is asked for.
#include "edge/app/commands.hpp"
#include "edge/app/json_out.hpp"
#include "edge/app/order_work.hpp"
#include "edge/core/business_date.hpp"
#include "edge/core/receipt_text.hpp"
#include "edge/store/commands.hpp"

#include <map>

namespace outpost::app {
namespace {

std::vector<core::ReceiptTax> taxes_of(const Order& order) {
  std::map<std::pair<int, data::TaxKind>, core::ReceiptTax> sums;
  for (const auto& l : order.lines) {
    auto& sum =
        sums.try_emplace({l.tax_rate_bp, l.tax_kind}, core::ReceiptTax{l.tax_rate_bp, l.tax_kind, {}, {}})
            .first->second;
    sum.net_fen += l.net_fen, sum.tax_fen += l.tax_fen;
  }
  std::vector<core::ReceiptTax> taxes;
  for (const auto& [_, sum] : sums) taxes.push_back(sum);
  return taxes;
}

core::ReceiptIn receipt_in(const Order& order, const Settings& settings) {
  core::ReceiptIn in;
  in.store_name = settings.store_name;
  in.receipt_no = order.receipt_no;
  in.paid_at = core::local_text(*order.paid_us, settings.zone);
  for (const auto& l : order.lines)
    in.lines.push_back({l.name, l.quantity_milli, l.unit, l.unit_price_fen, l.discount_fen, l.amount_fen});
  for (const auto& p : order.payments) {
    if (p.state != data::PaymentState::approved) continue;
    in.tenders.push_back({p.tender, p.provider, p.amount_fen, p.tendered_fen, p.change_fen});
    in.station = p.station;
  }
  in.taxes = taxes_of(order);
  in.total_fen = order.total_fen, in.discount_fen = order.discount_fen;
  in.cash_rounding_fen = order.cash_rounding_fen;
  return in;
}

}  // namespace

Result<Receipt> get_receipt(sqlite::Db& db, const Actor& actor, const Id& id, const Settings& settings,
                            int columns) {
  OUTPOST_TRY(const auto order, load_order(db, actor, id, settings));
  if (!order.paid_us || !order.business_date)
    return fail(Code::conflict, "not-paid", "The order is not paid yet, so it has no receipt.");
  return Receipt{order.id,       order.receipt_no, *order.business_date,
                 *order.paid_us, order.total_fen,  core::receipt_text(receipt_in(order, settings), columns)};
}

Result<Command> print_receipt(Tx& tx, const Actor& actor, const Id& order, const std::string& unit,
                              int columns) {
  OUTPOST_TRY(const auto receipt, get_receipt(tx.db, actor, order, tx.settings, columns));
  JsonOut j;
  j.open('{')
      .field("order_id", receipt.order_id)
      .field("receipt_no", receipt.receipt_no)
      .key("lines")
      .open('[');
  for (const auto& line : receipt.text_lines) j.value(line);
  j.close(']');
  if (store::receipt_printed(tx.db, order)) j.field("duplicate", true);
  j.close('}');
  return queue_command(tx, actor, unit, "print", j.take(), order);
}

}  // namespace outpost::app
