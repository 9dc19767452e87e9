// Keys of idempotency and the replies under them.
#pragma once

#include "edge/base/sqlite/db.hpp"

#include <optional>

namespace outpost::store {

struct CallRow {
  std::string call;
  Bytes body_hash;
  int status = 0;
  std::string body;
};

std::optional<CallRow> find_call(sqlite::Db& db, ByteView digest);
void insert_call(sqlite::Db& db, ByteView digest, const CallRow& row, Micros now_us);
/// Deletes up to `most` of the oldest rows made before `before_us`; the number deleted.
std::int64_t forget_calls(sqlite::Db& db, Micros before_us, std::int64_t most);

}  // namespace outpost::store
