#include "edge/app/product_csv.hpp"

#include "edge/base/bytes.hpp"
#include "edge/base/gtin.hpp"
#include "edge/store/catalogue.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::app {
namespace {

constexpr std::array<std::string_view, 9> columns{"sku",  "name",     "name_en",  "codes",   "price_yuan",
                                                  "unit", "tax_rate", "tax_code", "category"};
enum Column : std::size_t { sku, name, name_en, codes, price_yuan, unit, tax_rate, tax_code, category };

constexpr std::size_t most_text_bytes = 300, most_sku_bytes = 64, most_codes = 50;

Error bad(const std::string& what) { return fail(Code::invalid, "bad-row", what); }

bool plain(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
         });
}

/// "13" or "13%" or "6.5" as basis points; "exempt" is a kind of its own.
Result<void> read_tax(std::string_view text, Product& p) {
  if (text == "exempt") {
    p.tax_kind = data::TaxKind::exempt;
    return {};
  }
  if (text.ends_with('%')) text.remove_suffix(1);
  const auto percent = parse_yuan(text);  // the same grammar: at most two decimals
  if (!percent.ok() || percent->v > 10'000)
    return bad(fmt::format("tax_rate \"{}\" is not 0 to 100 or exempt", text));
  p.tax_rate_bp = static_cast<int>(percent->v);
  p.tax_kind = p.tax_rate_bp ? data::TaxKind::taxed : data::TaxKind::zero;
  return {};
}

Result<void> read_codes(std::string_view text, Product& p) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto code = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (code.empty()) continue;
    if (code.size() > most_sku_bytes) return bad("a code is longer than 64 bytes");
    const auto gtin = canonical_gtin(code);
    if (!gtin.ok() && gtin.error().name == "bad-check-digit")
      return bad(fmt::format("code {} has a wrong check digit", code));
    const auto filed = store::filed_code(code);
    if (std::find(p.codes.begin(), p.codes.end(), filed) == p.codes.end()) p.codes.push_back(filed);
  }
  if (p.codes.size() > most_codes) return bad("more than 50 codes");
  return {};
}

}  // namespace

Result<ProductColumns> ProductColumns::from(std::span<const std::string> names) {
  ProductColumns out;
  out.at_.assign(columns.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto known = std::find(columns.begin(), columns.end(), names[i]);
    if (known == columns.end())
      return fail(Code::invalid, "unknown-column", fmt::format("column \"{}\" is not known", names[i]));
    auto& at = out.at_[static_cast<std::size_t>(known - columns.begin())];
    if (at != names.size())
      return fail(Code::invalid, "double-column", fmt::format("column \"{}\" is there twice", names[i]));
    at = i;
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (out.at_[i] == names.size())
      return fail(Code::invalid, "missing-column", fmt::format("column \"{}\" is missing", columns[i]));
  return out;
}

Result<Product> ProductColumns::product(std::span<const std::string> fields) const {
  if (fields.size() != at_.size())
    return bad(fmt::format("{} fields where the first row names {} columns", fields.size(), at_.size()));
  const auto field = [&](Column c) -> const std::string& { return fields[at_[c]]; };
  for (const auto& f : fields)
    if (f.size() > most_text_bytes * 10 || !plain(f))
      return bad("a field is not plain text in UTF-8, or is too long");
  Product p;
  p.sku = field(sku), p.name = field(name), p.name_en = field(name_en);
  if (p.sku.empty() || p.sku.size() > most_sku_bytes || p.sku.find(' ') != p.sku.npos)
    return bad("sku must be 1 to 64 bytes without blanks");
  if (p.name.empty()) return bad("name is empty");
  if (p.name.size() > most_text_bytes || p.name_en.size() > most_text_bytes)
    return bad("a name is longer than 300 bytes");
  const auto price = parse_yuan(field(price_yuan));
  if (!price.ok() || *price > max_amount_fen)
    return bad(fmt::format("price_yuan \"{}\" is not an amount with at most 2 decimals", field(price_yuan)));
  p.price_fen = *price;
  const auto u = data::parse<data::Unit>(field(unit));
  if (!u) return bad(fmt::format("unit \"{}\" is neither piece nor kg", field(unit)));
  p.unit = *u;
  OUTPOST_CHECK(read_tax(field(tax_rate), p));
  p.tax_code = field(tax_code), p.category = field(category);
  OUTPOST_CHECK(read_codes(field(codes), p));
  return p;
}

}  // namespace outpost::app
