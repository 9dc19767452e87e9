// Many measured times as one number.
#pragma once

#include "edge/base/clock.hpp"

#include <vector>

namespace outpost::dev {

/// Milliseconds; 0 of nothing. For the processor's time, which may tick coarsely: its median says little.
double mean_ms(const std::vector<Micros>& took);
/// Milliseconds; 0 of nothing. For the wall's time, in which others of the machine make outliers.
double median_ms(std::vector<Micros> took);

}  // namespace outpost::dev
