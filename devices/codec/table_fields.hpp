// Reading the cells of our own tables, and bits out of bytes.
#pragma once

#include "edge/base/bytes.hpp"

#include <string_view>

namespace outpost::dev {

/// A decimal number of a table; 0 for a cell that is none (the tests that walk the tables find it).
double table_number(std::string_view cell);
/// A hexadecimal number of a table; 0 likewise.
std::int64_t table_hex(std::string_view cell);

/// `count` bits (1 to 32) from bit `first`, counted from the top bit of data[0]. 0 when data is too short:
/// callers have checked the length against the table.
std::int64_t bits_at(ByteView data, unsigned first, unsigned count);
/// Two's complement of `bits` bits.
std::int64_t sign_extend(std::int64_t raw, unsigned bits);

}  // namespace outpost::dev
