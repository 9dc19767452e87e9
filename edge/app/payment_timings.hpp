// The waits of code payments as the store's owner may set them.
#pragma once

#include "edge/base/config/config.hpp"
#include "edge/core/code_payment.hpp"

namespace outpost::app {

/// The table of core/code_payment with every wait scaled so that an attempt is given up after [edge] code_limit_s
/// (2 to 60; providers advise 45). Error `bad-setting`.
Result<core::CodeTimings> code_timings_from(const config::Section& edge);

}  // namespace outpost::app
