// Trouble codes of UDS among those of service 03: each shown once. Pure.
#pragma once

#include "devices/drivers/bay/bay_plan.hpp"

namespace outpost::dev {

/// What an ordinary car is asked: units beside the engine's have codes that service 03 does not name. They
/// are asked together, since most refuse; none on older buses.
std::vector<BayQuestion> uds_code_questions(const BayManner& manner);

/// A refusal of that: a unit that does not know the service is no problem of the car.
bool is_quiet_refusal(const ObdRequest& request, const UnitFault& fault);

/// Takes in `uds.dtc`, `wwh.dtc` or `wwh.permanent` of one unit. True when `value` is one of these.
bool take_uds_codes(BayFacts& facts, const ObdValue& value);

}  // namespace outpost::dev
