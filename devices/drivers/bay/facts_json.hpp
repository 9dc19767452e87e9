// What is known about a car, part by part, as the JSON of READINGS.md. For bay_json.
#pragma once

#include "devices/drivers/bay/bay_facts.hpp"

#include <nlohmann/json_fwd.hpp>

namespace outpost::dev::facts_json {

using nlohmann::json;

json codes(const BayFacts& facts);
/// Of the first unit that has any: the engine's answers first.
json first_readiness(const BayFacts& facts);
json readiness(const BayFacts& facts);
json freeze_frames(const BayFacts& facts);
json tests(const BayFacts& facts);
json in_use(const BayFacts& facts);
json units(const BayFacts& facts);
/// Times are counted from `began`.
json problems(const BayFacts& facts, Micros began);
json value_json(const ObdValue& value);
json step_json(const BayStep& step);
json steps(const BayFacts& facts);

}  // namespace outpost::dev::facts_json
