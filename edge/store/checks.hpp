// The table of what must hold in the data: a row is a name and a query that finds what breaks it.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <string_view>
#include <vector>

namespace outpost::store {

struct CheckRow {
  std::string_view name;
  std::string_view what;       ///< the rule in words
  std::string_view count_sql;  ///< how many rows the rule is about
  std::string_view wrong_sql;  ///< one text column: each row is something that breaks the rule
};
const std::vector<CheckRow>& check_table();

struct CheckEnd {
  std::int64_t seen = 0, wrong = 0;
  std::string first;  ///< the first thing that is wrong
};
CheckEnd run_check(sqlite::Db& db, const CheckRow& row);

/// PRAGMA foreign_key_check and integrity_check: "" when all is well, else the first findings.
std::string foreign_key_findings(sqlite::Db& db);
std::string integrity_findings(sqlite::Db& db);

}  // namespace outpost::store
