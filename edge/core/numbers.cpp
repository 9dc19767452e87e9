#include "edge/core/numbers.hpp"

#include <fmt/format.h>

namespace outpost::core {

std::string receipt_no(std::string_view store_id, std::int64_t series, std::int64_t number) {
  return fmt::format("{}-{}-{:06}", store_id, series, number);
}

std::string pickup_code(std::uint64_t random) { return fmt::format("{:06}", random % 1'000'000); }

}  // namespace outpost::core
