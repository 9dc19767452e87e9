// Numbers that people read: receipts and pick-up codes.
#pragma once

#include "edge/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace outpost::core {

/// "demo-1-000042": store, series (a new one for each incarnation of the database), gap-free number.
std::string receipt_no(std::string_view store_id, std::int64_t series, std::int64_t number);

/// Six digits from a random number.
std::string pickup_code(std::uint64_t random);

}  // namespace outpost::core
