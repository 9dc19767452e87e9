#include "edge/app/import_products.hpp"

#include "edge/app/product_csv.hpp"
#include "edge/app/tx.hpp"
#include "edge/core/csv.hpp"
#include "edge/store/catalogue.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <unordered_map>

namespace outpost::app {
namespace {

using store::Lane;

constexpr std::int64_t most_bytes = 64LL << 20;
constexpr std::size_t most_errors = 100;
constexpr std::int64_t progress_every = 5'000;
constexpr std::int64_t sweep_rows = 400;       // about a slice of bulk work
constexpr std::size_t first_slice_rows = 100;  // then as many as fit a slice

/// Everything that can be said about the file before anything is written.
class Checker {
public:
  Checker(std::istream& in, ImportResult& result) : csv_(in), result_(result) {}

  Result<std::vector<Product>> read(const std::function<void(const ImportProgress&)>& progress) {
    std::vector<Product> products;
    OUTPOST_TRY(const auto head, csv_.next());
    if (!head) return error_at(1, "the file is empty"), products;
    const auto columns = ProductColumns::from(head->fields);
    if (!columns.ok()) return error_at(head->line, columns.error().text), products;
    for (;;) {
      auto row = csv_.next();
      if (csv_.bytes() > most_bytes)
        return fail(Code::too_large, "import-too-large", "The file is over 64 MiB.");
      if (!row.ok()) {
        error_at(csv_.line(), row.error().text);
        continue;
      }
      if (!*row) break;
      take(*columns, **row, products);
      if (static_cast<std::int64_t>(products.size()) % progress_every == 0)
        progress({static_cast<std::int64_t>(products.size()), csv_.bytes(), true});
    }
    if (products.empty() && result_.errors.empty()) error_at(head->line, "the file has no products");
    return products;
  }

private:
  void error_at(std::int64_t line, std::string text) {
    if (result_.errors.size() < most_errors)
      result_.errors.push_back({line, std::move(text)});
    else
      ++result_.more_errors;
  }

  void take(const ProductColumns& columns, const core::CsvRow& row, std::vector<Product>& products) {
    auto product = columns.product(row.fields);
    if (!product.ok()) return error_at(row.line, product.error().text);
    if (const auto [at, fresh] = skus_.try_emplace(product->sku, row.line); !fresh)
      return error_at(row.line, fmt::format("sku {} is in line {} already", product->sku, at->second));
    for (const auto& code : product->codes)
      if (const auto [at, fresh] = codes_.try_emplace(code, row.line); !fresh)
        return error_at(row.line, fmt::format("code {} is in line {} already", code, at->second));
    result_.codes += static_cast<std::int64_t>(product->codes.size());
    products.push_back(std::move(*product));
  }

  core::CsvReader csv_;
  ImportResult& result_;
  std::unordered_map<std::string, std::int64_t> skus_, codes_;
};

/// Walks the catalogue on the bulk lane and deletes what nobody can see any more.
Result<void> sweep(store::Writer& writer) {
  store::CatalogueSweep state;
  while (!state.done)
    OUTPOST_CHECK(writer.call(Lane::bulk, [&](Tx& tx) -> Result<void> {
      store::sweep_catalogue(tx.db, state, sweep_rows);
      return {};
    }));
  return {};
}

Result<std::int64_t> claim(store::Writer& writer) {
  bool dropped = false;
  OUTPOST_TRY(const auto version, writer.call(Lane::bulk, [&](Tx& tx) {
    dropped = store::has_dropped_rows(tx.db);
    return store::begin_staging(tx.db);
  }));
  if (!dropped) return version;
  if (const auto swept = sweep(writer); !swept.ok()) return swept.error();
  return version;
}

/// Writes all rows unseen, as many at a time as fit a slice of bulk work.
Result<void> stage(store::Writer& writer, const std::vector<Product>& products, std::int64_t version,
                   const std::function<void(const ImportProgress&)>& progress) {
  using clock = std::chrono::steady_clock;
  std::size_t slice = first_slice_rows, done = 0;
  while (done < products.size()) {
    const auto upto = std::min(done + slice, products.size());
    std::int64_t took_us = 0;
    OUTPOST_CHECK(writer.call(Lane::bulk, [&](Tx& tx) -> Result<void> {
      const auto begun = clock::now();
      for (auto i = done; i < upto; ++i) store::put_product(tx.db, version, products[i], {tx.now_us, true});
      took_us = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - begun).count();
      return {};
    }));
    done = upto;
    const auto fits = slice * static_cast<std::size_t>(store::bulk_slice_ms * us_per_ms) * 8 / 10 /
                      static_cast<std::size_t>(std::max<std::int64_t>(took_us, 1));
    slice = std::clamp<std::size_t>(fits, 10, 2 * slice);
    progress({static_cast<std::int64_t>(done), 0, false});
  }
  return {};
}

}  // namespace

Result<ImportResult> import_products(store::Writer& writer, std::istream& csv,
                                     const std::function<void(const ImportProgress&)>& progress) {
  ImportResult result;
  OUTPOST_TRY(const auto products, Checker(csv, result).read(progress));
  if (!result.errors.empty()) return result;
  OUTPOST_TRY(result.catalogue_version, claim(writer));
  auto written = stage(writer, products, result.catalogue_version, progress);
  const auto end = writer.call(Lane::sales, [&](Tx& tx) -> Result<void> {
    written.ok() ? store::publish_staging(tx.db, result.catalogue_version) : store::drop_staging(tx.db);
    return {};
  });
  if (!written.ok()) return written.error();
  OUTPOST_CHECK(end);
  result.rows = static_cast<std::int64_t>(products.size());
  OUTPOST_CHECK(sweep(writer));
  return result;
}

}  // namespace outpost::app
