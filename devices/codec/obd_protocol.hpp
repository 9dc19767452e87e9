// The buses of OBD-II, by the numbers that ELM327 gives them. How a line is taken apart depends on the
// protocol's number alone, never on what the line looks like: "86 F1 10 ..." is a KWP header or the middle of
// a CAN frame.
#pragma once

#include "edge/base/bytes.hpp"

#include <string_view>

namespace outpost::dev {

enum class Bus {
  none,
  j1850_pwm,  ///< header 41 6B source, CRC-8
  j1850_vpw,  ///< header 48 6B source, CRC-8
  iso9141,    ///< header 48 6B source, sum
  kwp,        ///< header format+length F1 source, sum
  can11,      ///< 11-bit identifiers 7E8..7EF, ISO-TP
  can29,      ///< 29-bit identifiers 18DAF1xx, ISO-TP
};

struct Protocol {
  int number;  ///< as ATDPN says it
  Bus bus;
  std::string_view key;    ///< stable name: "CAN11_500", "ISO9141"...
  std::string_view label;  ///< for people
};

/// nullptr for a number that carries no OBD-II (0, user CAN, SAE J1939).
const Protocol* protocol_by_number(int number);
const Protocol* protocol_by_key(std::string_view key);

/// Stable names, for what is stored: "can11", "kwp"...; "none".
std::string_view bus_name(Bus bus);
/// Bus::none for an unknown name.
Bus bus_by_name(std::string_view name);

inline bool is_can(Bus bus) { return bus == Bus::can11 || bus == Bus::can29; }

/// Sum of all bytes modulo 256: ISO 9141-2 and ISO 14230.
std::uint8_t sum_checksum(ByteView bytes);
/// SAE J1850: polynomial 1D, start FF, inverted. "123456789" gives 4B.
std::uint8_t j1850_crc(ByteView bytes);

}  // namespace outpost::dev
