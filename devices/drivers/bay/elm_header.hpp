// How an ELM327 is told whom to ask: the commands before a request to one unit, and those before the next
// request to all. Pure.
#pragma once

#include "devices/codec/obd_protocol.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace outpost::dev {

/// For `from`: nobody knows whom the adapter asks.
inline constexpr std::uint32_t unknown_header = 0xFFFFFFFF;

/// `to`: CAN identifier of the unit (0 = all units), `from`: whom the adapter asks now. Nothing when there is
/// nothing to do. Only CAN: older buses are always asked as a whole. The units of OBD-II (7E0 to 7E7) need
/// the header alone: the adapter hears and answers them by itself; others need its filter and its flow
/// control set too.
std::vector<std::string> header_commands(Bus bus, std::uint32_t from, std::uint32_t to);

/// The identifier that a unit of OBD-II is asked with, by how a reading names it: 7E0 for "7E8", 18DA10F1 for
/// "18DAF110"; 0 for anything else.
std::uint32_t request_id_of(std::string_view source);

}  // namespace outpost::dev
