// Comma-separated values as in RFC 4180: quoted fields may hold commas, line ends and doubled quotes.
#pragma once

#include "edge/base/result.hpp"

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace outpost::core {

struct CsvRow {
  std::int64_t line = 0;  ///< of the file where the row begins, from 1
  std::vector<std::string> fields;
};

class CsvReader {
public:
  /// A byte order mark at the beginning is skipped.
  explicit CsvReader(std::istream& in);

  /// The next row that is not empty; nothing at the end. Errors: `bad-csv` (text after a closing quote, a
  /// quote that is not closed), `line-too-long` (a row over 64 KiB). `line()` says where; reading goes on
  /// after it.
  Result<std::optional<CsvRow>> next();
  std::int64_t line() const { return row_line_; }
  std::int64_t bytes() const { return bytes_; }

private:
  enum class At { start, plain, quoted, closed };
  Result<At> read(CsvRow& row);
  int get();
  void skip_line();
  std::istream& in_;
  std::int64_t line_ = 1, row_line_ = 1, bytes_ = 0;
};

}  // namespace outpost::core
