// Where rows lie: those of one parent together, in the order they were made.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <cstdint>
#include <vector>

namespace outpost::store {

/// The first place after the parent's own; its rows lie in [first_place(n), first_place(n + 1)). A million
/// rows a parent are out of reach of every limit.
constexpr std::int64_t first_place(std::int64_t parent) { return parent << 20; }

/// The place of the last of `rows`, which is new.
template <class Row> std::int64_t last_place(std::int64_t parent, const std::vector<Row>& rows) {
  return (rows.size() > 1 ? rows[rows.size() - 2].n : first_place(parent)) + 1;
}

/// The n of the row that was inserted last.
std::int64_t inserted_place(sqlite::Db& db);

}  // namespace outpost::store
