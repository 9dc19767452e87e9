// The parts of a car's file: json to structs. Everything here throws std::exception with a sentence about
// what is wrong; Car::parse turns it into an error.
#pragma once

#include "devices/sim/car.hpp"

#include <nlohmann/json_fwd.hpp>

namespace outpost::dev::car_file {

SimUnit read_unit(const nlohmann::json& j, Bus bus);
SimBroadcast read_broadcast(const nlohmann::json& j);
SimBattery read_battery(const nlohmann::json& j);
void check_battery(const SimBattery& battery);
SimFreeze read_freeze(const nlohmann::json& j);
std::uint32_t hex_number(const std::string& text);
Bytes hex_bytes(const std::string& what, const std::string& text);
/// Throws unless it is written like P0301.
std::string trouble_code(const std::string& text);
/// Throws unless the value fits the identifier's bytes.
void check_curve(std::uint8_t pid, const SimCurve& curve);
/// Throws when a name of `j` is neither `about` nor in `known`: a slip of the pen must not be passed over.
void only(const nlohmann::json& j, std::initializer_list<std::string_view> known);

/// Drifts and events of the file's "ageing" up to this month.
void age(std::vector<SimUnit>& units, SimBattery& battery, const nlohmann::json& ageing, int month);

}  // namespace outpost::dev::car_file
