// Products, their codes and prices, by catalogue version.
//
// A row belongs to the version it was written under; what counts for a reader is the newest row at or below
// the live version. Bulk loads write under a version above the live one (staging), unseen, in slices; one
// small transaction makes it live. A small change that fits one transaction is written under the live
// version.
#pragma once

#include "edge/base/sqlite/db.hpp"
#include "edge/store/rows.hpp"

namespace outpost::store {

/// The version readers see.
std::int64_t live_version(sqlite::Db& db);

/// Claims a version above the live one. Error `catalogue-busy` (conflict) when somebody else holds one.
Result<std::int64_t> begin_staging(sqlite::Db& db);
/// Makes the staged version live.
void publish_staging(sqlite::Db& db, std::int64_t version);
/// Gives the claim up; its rows are invisible, and must be swept before the next staging is published.
void drop_staging(sqlite::Db& db);
/// Rows of a staging that was dropped or cut off by a crash are still there.
bool has_dropped_rows(sqlite::Db& db);

/// Walks all rows in steps and deletes those that no reader can see any more: superseded, or of a dropped
/// staging.
struct CatalogueSweep {
  bool codes = false;  ///< products first, then codes
  std::string after;
  bool done = false;
};
/// One step over about `rows` rows: a slice of bulk work.
void sweep_catalogue(sqlite::Db& db, CatalogueSweep& sweep, std::int64_t rows);

/// From when a product's own price counts against dated prices, and by whose clock: the store's (an import)
/// or headquarters'.
struct PriceSet {
  Micros at_us = 0;
  bool by_store = false;
};
/// Writes a product with all of its codes (canonical forms) under `version`. Codes that it had before and has
/// no longer are taken away; a code that another product had moves here.
void put_product(sqlite::Db& db, std::int64_t version, const ProductRow& product, PriceSet set);
/// Takes a product off sale under `version`.
void remove_product(sqlite::Db& db, std::int64_t version, const std::string& sku);

/// A dated price: what counts is the newest of all dated prices whose time has come and the product's own.
/// Against a price that the store set, one that was heard later also counts when it is dated before it: two
/// clocks made them. The sku need not exist yet. `heard_us`: the store's clock.
void put_price(sqlite::Db& db, const std::string& sku, Fen price_fen, Micros valid_from_us,
               Micros heard_us = 0);

/// By sku, with the price valid at `now_us`. `with_codes` fills codes.
std::optional<ProductRow> product_by_sku(sqlite::Db& db, std::string_view sku, Micros now_us,
                                         bool with_codes = false);
/// By code exactly as filed.
std::optional<ProductRow> product_by_filed_code(sqlite::Db& db, std::string_view code, Micros now_us,
                                                bool with_codes = false);
/// Substring search over sku, name, English name and codes, in order of sku, skus above `after`.
std::vector<ProductRow> search_products(sqlite::Db& db, std::string_view q, std::string_view after,
                                        std::size_t limit, Micros now_us);
std::int64_t count_products(sqlite::Db& db);

/// The form under which a code is filed: a GTIN of 8, 12, 13 or 14 digits with a right check digit in its
/// canonical form, anything else as it is.
std::string filed_code(std::string_view code);

}  // namespace outpost::store
