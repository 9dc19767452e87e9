// Single facts about the database.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace outpost::store {

std::optional<std::string> get_meta(sqlite::Db& db, std::string_view key);
void put_meta(sqlite::Db& db, std::string_view key, std::string_view value);
void drop_meta(sqlite::Db& db, std::string_view key);

}  // namespace outpost::store
