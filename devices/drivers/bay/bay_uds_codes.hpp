// Trouble codes of UDS among those of service 03: each shown once. Pure.
#pragma once

#include "devices/drivers/bay/bay_facts.hpp"

namespace outpost::dev {

/// Takes in `uds.dtc`, `wwh.dtc` or `wwh.permanent` of one unit. True when `value` is one of these.
bool take_uds_codes(BayFacts& facts, const ObdValue& value);

}  // namespace outpost::dev
