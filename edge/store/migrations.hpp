// The schema, step by step. migrations/NNNN_name.sql, embedded when the program is built.
#pragma once

#include <string_view>
#include <vector>

namespace outpost::store {

struct Migration {
  std::string_view name;
  std::string_view sql;
};

/// In order; the database's user_version is how many of them it has.
const std::vector<Migration>& migrations();

}  // namespace outpost::store
