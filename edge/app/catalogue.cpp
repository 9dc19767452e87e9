#include "edge/app/catalogue.hpp"

#include "edge/base/gtin.hpp"
#include "edge/store/catalogue.hpp"

#include <algorithm>

namespace outpost::app {
namespace {

constexpr std::size_t most_code_bytes = 64, most_query_bytes = 200;

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
}

}  // namespace

Result<Page<Product>> search_products(sqlite::Db& db, const Actor&, std::string_view q, int limit,
                                      std::string_view after, Micros now_us) {
  if (limit < 1 || limit > 200) return fail(Code::invalid, "bad-limit", "limit must be 1 to 200.");
  if (q.size() > most_query_bytes || !is_utf8(q))
    return fail(Code::invalid, "bad-query", "The search text is too long.");
  Page<Product> page;
  page.items = store::search_products(db, q, after, static_cast<std::size_t>(limit) + 1, now_us);
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = page.items.back().sku;
  }
  return page;
}

Result<Product> product_by_code(sqlite::Db& db, std::string_view code, Micros now_us) {
  if (code.empty() || code.size() > most_code_bytes || !printable(code) || !is_utf8(code))
    return fail(Code::invalid, "bad-code", "A product code is 1 to 64 visible characters.");
  if (auto product = store::product_by_filed_code(db, store::filed_code(code), now_us, true)) return *product;
  if (auto product = store::product_by_sku(db, code, now_us, true)) return *product;
  const auto gtin = canonical_gtin(code);
  if (!gtin.ok() && gtin.error().name == "bad-check-digit")
    return fail(Code::refused, "bad-check-digit",
                "The check digit of this code is wrong: scan or type it again.");
  return fail(Code::not_found, "unknown-code", "No product of this store has this code.");
}

}  // namespace outpost::app
