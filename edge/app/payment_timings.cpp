#include "edge/app/payment_timings.hpp"

namespace outpost::app {

Result<core::CodeTimings> code_timings_from(const config::Section& edge) {
  OUTPOST_TRY(const auto limit_s, edge.number("code_limit_s", 2, 60));
  const auto advised = core::code_timings();
  return core::scaled(advised, limit_s, advised.limit_us / us_per_s);
}

}  // namespace outpost::app
