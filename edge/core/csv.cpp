#include "edge/core/csv.hpp"

namespace outpost::core {
namespace {

constexpr std::size_t most_row_bytes = 64 * 1024;
constexpr int end_of_file = std::char_traits<char>::eof();

Error bad(const char* what) { return fail(Code::invalid, "bad-csv", what); }

}  // namespace

CsvReader::CsvReader(std::istream& in) : in_(in) {
  for (const char c : {'\xEF', '\xBB', '\xBF'}) {
    if (in_.peek() != std::char_traits<char>::to_int_type(c)) return;
    get();
  }
}

int CsvReader::get() {
  const int c = in_.get();
  if (c == end_of_file) return c;
  ++bytes_;
  if (c == '\n') ++line_;
  return c;
}

void CsvReader::skip_line() {
  for (int c = get(); c != '\n' && c != end_of_file;) c = get();
}

Result<std::optional<CsvRow>> CsvReader::next() {
  for (;;) {
    row_line_ = line_;
    CsvRow row{line_, {""}};
    OUTPOST_TRY(const At end, read(row));
    const bool empty = row.fields.size() == 1 && row.fields[0].empty() && end == At::start;
    if (!empty) return std::optional(std::move(row));
    if (in_.eof()) return std::optional<CsvRow>();
  }
}

/// Reads up to a line end or the end of the file; the state that the row ended in.
Result<CsvReader::At> CsvReader::read(CsvRow& row) {
  At at = At::start;
  for (std::size_t size = 0; size <= most_row_bytes; ++size) {
    const int c = get();
    if (at == At::quoted) {
      if (c == end_of_file) return bad("A quote is not closed.");
      if (c != '"')
        row.fields.back() += static_cast<char>(c);
      else if (in_.peek() == '"')
        row.fields.back() += static_cast<char>(get());
      else
        at = At::closed;
    } else if (c == '\n' || c == end_of_file) {
      return at;
    } else if (c == ',') {
      row.fields.emplace_back();
      at = At::start;
    } else if (c == '"' && at == At::start) {
      at = At::quoted;
    } else if (c != '\r' || in_.peek() != '\n') {
      if (at == At::closed) {
        skip_line();
        return bad("There is text after a closing quote.");
      }
      row.fields.back() += static_cast<char>(c);
      at = At::plain;
    }
  }
  skip_line();
  return fail(Code::too_large, "line-too-long", "The row is longer than 64 KiB: a quote may be missing.");
}

}  // namespace outpost::core
