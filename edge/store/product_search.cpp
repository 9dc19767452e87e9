#include "edge/store/catalogue.hpp"

#include <algorithm>

namespace outpost::store {
namespace {

std::string like_pattern(std::string_view q) {
  std::string out = "%";
  for (const char c : q) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

// Cheap conditions first; whether a row is the newest of its product is asked only of those that match.
constexpr const char* sql = "SELECT p.sku FROM product p WHERE p.sku>?1 AND (?3 OR p.sku LIKE ?2 ESCAPE '\\' "
                            "OR p.name LIKE ?2 ESCAPE '\\' OR "
                            "p.name_en LIKE ?2 ESCAPE '\\' OR (?4 AND EXISTS(SELECT 1 FROM product_code c "
                            "WHERE c.sku=p.sku AND c.code LIKE ?2)))"
                            " AND p.on_sale AND p.version=(SELECT max(n.version) FROM product n WHERE "
                            "n.sku=p.sku AND n.version<=(SELECT "
                            "version FROM catalogue)) ORDER BY p.sku LIMIT ?5";

}  // namespace

std::vector<ProductRow> search_products(sqlite::Db& db, std::string_view q, std::string_view after,
                                        std::size_t limit, Micros now_us) {
  const bool digits =
      !q.empty() && std::all_of(q.begin(), q.end(), [](char c) { return c >= '0' && c <= '9'; });
  auto st = db.prepare(sql);
  st.with(after, like_pattern(q), q.empty(), digits, static_cast<std::int64_t>(limit));
  std::vector<ProductRow> rows;
  while (st.step())
    if (auto product = product_by_sku(db, st.text(0), now_us, true)) rows.push_back(std::move(*product));
  return rows;
}

}  // namespace outpost::store
