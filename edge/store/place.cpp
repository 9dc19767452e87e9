#include "edge/store/place.hpp"

#include <sqlite3.h>

namespace outpost::store {

std::int64_t inserted_place(sqlite::Db& db) { return sqlite3_last_insert_rowid(db.raw()); }

}  // namespace outpost::store
