// Member codes that were used: each counts once.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/sqlite/db.hpp"

#include <string_view>

namespace outpost::store {

enum class MemberCodeUse { first, again, too_many };

/// Remembers this code until `until_us` and forgets those whose time ran out. `again`: it is remembered
/// already. `too_many`: `most` codes are remembered; it is not taken note of.
MemberCodeUse use_member_code(sqlite::Db& db, std::string_view mac, Micros until_us, Micros now_us,
                              std::int64_t most);

}  // namespace outpost::store
