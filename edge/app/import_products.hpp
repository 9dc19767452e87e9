// Products from a CSV file: columns sku,name,name_en,codes,price_yuan,unit,tax_rate,tax_code,category. A name
// row first; quoted fields; UTF-8, with or without a byte order mark. All or nothing.
#pragma once

#include "edge/app/shapes.hpp"
#include "edge/store/writer.hpp"

#include <functional>
#include <istream>

namespace outpost::app {

struct LineError {
  std::int64_t line = 0;  ///< of the file, from 1
  std::string text;
};

struct ImportProgress {
  std::int64_t rows_done = 0;
  std::int64_t bytes_done = 0;
  bool checking = true;  ///< false: being written
};

struct ImportResult {
  std::int64_t rows = 0, codes = 0;
  std::int64_t catalogue_version = 0;
  std::vector<LineError>
      errors;  ///< not empty: nothing was changed; at most 100, `more_errors` counts the rest
  std::int64_t more_errors = 0;
};

/// Reads and checks all of `csv` first; then writes the rows under a new catalogue version in slices on the
/// bulk lane, and flips the version in one small transaction. Products that are not in the file stay as they
/// are. Errors: `catalogue-busy` (conflict) while another import runs, `import-too-large`, `storage-full`,
/// `writer-busy`. Any thread but the writer's; `progress` is called on this thread.
Result<ImportResult> import_products(store::Writer& writer, std::istream& csv,
                                     const std::function<void(const ImportProgress&)>& progress);

}  // namespace outpost::app
