#include "edge/core/receipt_text.hpp"

#include "edge/core/text_width.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::core {
namespace {

class Paper {
public:
  explicit Paper(int columns) : columns_(columns) {}

  void centred(std::string_view text) {
    for (const auto& part : wrapped(text, columns_))
      lines_.push_back(std::string(static_cast<std::size_t>((columns_ - text_width(part)) / 2), ' ') + part);
  }
  void left(std::string_view text) {
    for (auto& part : wrapped(text, columns_)) lines_.push_back(std::move(part));
  }
  /// Both on one line where they fit, else the amount on a line of its own.
  void pair(std::string_view text, std::string_view amount) {
    const int room = columns_ - text_width(amount);
    if (text_width(text) < room) {
      lines_.push_back(padded_right(text, room) + std::string(amount));
      return;
    }
    left(text);
    lines_.push_back(padded_left(amount, columns_));
  }
  void rule() { lines_.emplace_back(static_cast<std::size_t>(columns_), '-'); }
  void blank() { lines_.emplace_back(); }
  std::vector<std::string> take() { return std::move(lines_); }

private:
  int columns_;
  std::vector<std::string> lines_;
};

std::string percent_text(int bp) {
  return bp % 100 == 0 ? fmt::format("{}%", bp / 100) : fmt::format("{}.{:02}%", bp / 100, bp % 100);
}

std::string_view unit_text(data::Unit unit) { return unit == data::Unit::kg ? "kg" : "件"; }

void put_line(Paper& paper, const ReceiptLine& line) {
  paper.left(line.name);
  paper.pair(fmt::format("  {} {} x {}", quantity_text(line.quantity_milli, line.unit), unit_text(line.unit),
                         yuan_text(line.unit_price_fen)),
             yuan_text(line.amount_fen));
  if (line.discount_fen.v) paper.pair("  优惠", yuan_text(-line.discount_fen));
}

std::string tender_text(const ReceiptTender& tender) {
  if (tender.tender == data::Tender::cash) return "现金";
  if (tender.provider == "wechat") return "微信支付";
  if (tender.provider == "alipay") return "支付宝";
  return "扫码支付";
}

void put_tender(Paper& paper, const ReceiptTender& tender) {
  const bool change = tender.change_fen.v != 0;
  paper.pair(tender_text(tender), yuan_text(change ? tender.tendered_fen : tender.amount_fen));
  if (change) paper.pair("找零", yuan_text(tender.change_fen));
}

void put_tax(Paper& paper, const ReceiptTax& tax) {
  if (tax.kind == data::TaxKind::exempt)
    paper.pair("免税", yuan_text(tax.net_fen));
  else
    paper.pair(fmt::format("税率 {}  不含税 {}", percent_text(tax.rate_bp), yuan_text(tax.net_fen)),
               fmt::format("税额 {}", yuan_text(tax.tax_fen)));
}

void put_head(Paper& paper, const ReceiptIn& in) {
  paper.centred(in.store_name);
  paper.centred("购物小票");
  paper.rule();
  paper.left("单号 " + in.receipt_no);
  paper.left("时间 " + in.paid_at);
  paper.left("收银台 " + in.station);
  paper.rule();
}

}  // namespace

std::string quantity_text(std::int64_t quantity_milli, data::Unit unit) {
  if (unit == data::Unit::piece && quantity_milli % 1'000 == 0)
    return fmt::format("{}", quantity_milli / 1'000);
  return fmt::format("{}.{:03}", quantity_milli / 1'000, quantity_milli % 1'000);
}

std::vector<std::string> receipt_text(const ReceiptIn& in, int columns) {
  Paper paper(std::clamp(columns, 24, 64));
  put_head(paper, in);
  for (const auto& line : in.lines) put_line(paper, line);
  paper.rule();
  if (in.discount_fen.v) paper.pair("优惠合计", yuan_text(-in.discount_fen));
  // The wide sign: the narrow one, as on the screens, has no code in the character set of most printers.
  paper.pair("合计", "￥" + yuan_text(in.total_fen));
  for (const auto& tender : in.tenders) put_tender(paper, tender);
  if (in.cash_rounding_fen.v) paper.pair("抹零", yuan_text(in.cash_rounding_fen));
  paper.rule();
  for (const auto& tax : in.taxes) put_tax(paper, tax);
  paper.blank();
  paper.centred("谢谢惠顾");
  return paper.take();
}

}  // namespace outpost::core
