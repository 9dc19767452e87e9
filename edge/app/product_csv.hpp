// One row of the products file.
#pragma once

#include "edge/app/shapes.hpp"

#include <span>

namespace outpost::app {

/// Where each known column is in the file.
class ProductColumns {
public:
  /// From the name row. Errors (invalid): `unknown-column`, `missing-column`, `double-column`.
  static Result<ProductColumns> from(std::span<const std::string> names);
  /// Reads and checks a row. Error `bad-row` (invalid) in words.
  Result<Product> product(std::span<const std::string> fields) const;

private:
  std::vector<std::size_t> at_;  // in the order of the column table
};

}  // namespace outpost::app
