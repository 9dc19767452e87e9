#include "edge/store/catalogue.hpp"

#include "edge/base/gtin.hpp"

#include <algorithm>

namespace outpost::store {
namespace {

// The newest row of a product at or below the live version, with the newest price whose time has come.
constexpr const char* product_columns = "p.sku,p.name,p.name_en,coalesce((SELECT r.price_fen FROM price r "
                                        "WHERE r.sku=p.sku AND r.valid_from_us<=?2 AND "
                                        "(r.valid_from_us>=p.price_set_us OR (p.price_by_store=1 AND "
                                        "r.heard_us>=p.price_set_us)) ORDER BY r.valid_from_us DESC LIMIT "
                                        "1),p.price_fen),p.unit,p.tax_rate_bp,"
                                        "p.tax_code,p.tax_kind,p.category,p.on_sale ";
constexpr const char* newest =
    "AND p.version<=(SELECT version FROM catalogue) ORDER BY p.version DESC LIMIT 1";

ProductRow row_of(const sqlite::Stmt& st) {
  ProductRow p;
  p.sku = st.text(0), p.name = st.text(1), p.name_en = st.text(2);
  p.price_fen = st.fen(3);
  p.unit = data::parse<data::Unit>(st.text(4)).value_or(data::Unit::piece);
  p.tax_rate_bp = st.i32(5), p.tax_code = st.text(6);
  p.tax_kind = data::parse<data::TaxKind>(st.text(7)).value_or(data::TaxKind::taxed);
  p.category = st.text(8);
  return p;
}

/// Codes that lead to `sku` for a reader of `version`.
std::vector<std::string> codes_of(sqlite::Db& db, std::string_view sku, std::int64_t version) {
  auto st = db.prepare(
      "SELECT c.code FROM product_code c WHERE c.sku=?1 AND c.version<=?2 AND NOT EXISTS(SELECT 1 FROM "
      "product_code n WHERE n.code=c.code AND n.version>c.version AND n.version<=?2) ORDER BY c.code");
  st.with(sku, version);
  std::vector<std::string> codes;
  while (st.step()) codes.push_back(st.text(0));
  return codes;
}

std::optional<ProductRow> one(sqlite::Db& db, sqlite::Stmt& st, bool with_codes) {
  if (!st.step() || !st.flag(9)) return {};
  auto product = row_of(st);
  if (with_codes) product.codes = codes_of(db, product.sku, live_version(db));
  return product;
}

void put_code(sqlite::Db& db, const std::string& code, std::int64_t version,
              const std::optional<std::string>& sku) {
  db.prepare("INSERT INTO product_code(code,version,sku) VALUES(?,?,?) "
             "ON CONFLICT(code,version) DO UPDATE SET sku=excluded.sku")
      .with(code, version, sku)
      .run();
}

void put_codes(sqlite::Db& db, const std::string& sku, std::int64_t version,
               const std::vector<std::string>& codes) {
  const auto has = [](const std::vector<std::string>& v, const std::string& x) {
    return std::find(v.begin(), v.end(), x) != v.end();
  };
  const auto before = codes_of(db, sku, version);
  for (const auto& code : before)
    if (!has(codes, code)) put_code(db, code, version, std::nullopt);
  for (const auto& code : codes)
    if (!has(before, code)) put_code(db, code, version, sku);
}

}  // namespace

std::int64_t live_version(sqlite::Db& db) { return db.scalar_i64("SELECT version FROM catalogue"); }

void put_product(sqlite::Db& db, std::int64_t version, const ProductRow& p, PriceSet set) {
  db.prepare(
        "INSERT OR REPLACE INTO "
        "product(sku,version,on_sale,name,name_en,price_fen,price_set_us,price_by_store,unit,tax_rate_bp,"
        "tax_code,tax_kind,category) VALUES(?,?,1,?,?,?,?,?,?,?,?,?,?)")
      .with(p.sku, version, p.name, p.name_en, p.price_fen, set.at_us, set.by_store ? 1 : 0,
            data::name_of(p.unit), p.tax_rate_bp, p.tax_code, data::name_of(p.tax_kind), p.category)
      .run();
  put_codes(db, p.sku, version, p.codes);
}

void remove_product(sqlite::Db& db, std::int64_t version, const std::string& sku) {
  db.prepare(
        "INSERT OR REPLACE INTO "
        "product(sku,version,on_sale,name,name_en,price_fen,price_set_us,price_by_store,unit,tax_rate_bp,"
        "tax_code,tax_kind,category) SELECT "
        "sku,?2,0,name,name_en,price_fen,price_set_us,price_by_store,unit,tax_rate_bp,tax_code,"
        "tax_kind,category FROM product WHERE sku=?1 AND version<=?2 ORDER BY version DESC LIMIT 1")
      .with(sku, version)
      .run();
  put_codes(db, sku, version, {});
}

void put_price(sqlite::Db& db, const std::string& sku, Fen price_fen, Micros valid_from_us, Micros heard_us) {
  // The same price told again (headquarters was restored) is no newer word.
  db.prepare("INSERT INTO price(sku,valid_from_us,price_fen,heard_us) VALUES(?,?,?,?) "
             "ON CONFLICT(sku,valid_from_us) DO UPDATE SET price_fen=excluded.price_fen,"
             "heard_us=excluded.heard_us WHERE price_fen<>excluded.price_fen")
      .with(sku, valid_from_us, price_fen, heard_us)
      .run();
}

std::optional<ProductRow> product_by_sku(sqlite::Db& db, std::string_view sku, Micros now_us,
                                         bool with_codes) {
  static const std::string sql =
      std::string("SELECT ") + product_columns + "FROM product p WHERE p.sku=?1 " + newest;
  auto st = db.prepare(sql);
  st.with(sku, now_us);
  return one(db, st, with_codes);
}

std::optional<ProductRow> product_by_filed_code(sqlite::Db& db, std::string_view code, Micros now_us,
                                                bool with_codes) {
  static const std::string sql =
      std::string("SELECT ") + product_columns +
      "FROM product p WHERE p.sku=(SELECT c.sku FROM product_code c WHERE c.code=?1 AND "
      "c.version<=(SELECT version FROM catalogue) ORDER BY c.version DESC LIMIT 1) " +
      newest;
  auto st = db.prepare(sql);
  st.with(code, now_us);
  return one(db, st, with_codes);
}

std::string filed_code(std::string_view code) {
  const auto gtin = canonical_gtin(code);
  return gtin.ok() ? *gtin : std::string(code);
}

std::int64_t count_products(sqlite::Db& db) {
  return db.scalar_i64(
      "SELECT count(DISTINCT sku) FROM product WHERE version<=(SELECT version FROM catalogue)");
}

}  // namespace outpost::store
