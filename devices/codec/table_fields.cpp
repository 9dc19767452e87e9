#include "devices/codec/table_fields.hpp"

#include <charconv>

namespace outpost::dev {

double table_number(std::string_view cell) {
  double v = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), v);
  return v;
}

std::int64_t table_hex(std::string_view cell) {
  std::int64_t v = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), v, 16);
  return v;
}

std::int64_t bits_at(ByteView data, unsigned first, unsigned count) {
  if ((first + count + 7) / 8 > data.size()) return 0;
  std::uint64_t v = 0;
  for (unsigned i = first; i < first + count; ++i) v = v << 1 | (data[i / 8] >> (7 - i % 8) & 1);
  return static_cast<std::int64_t>(v);
}

std::int64_t sign_extend(std::int64_t raw, unsigned bits) {
  const std::int64_t top = std::int64_t{1} << (bits - 1);
  return raw & top ? raw - (top << 1) : raw;
}

}  // namespace outpost::dev
