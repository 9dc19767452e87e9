// Inside of read_obd: what lies behind an identifier of UDS service 22, also inside of snapshots. F190 is the
// vehicle number everywhere, F187-F197 texts about the unit, F4xx and F8xx those of WWH-OBD (ISO 27145); the
// rest is a table per make.
#pragma once

#include "devices/codec/obd_services.hpp"

namespace outpost::dev::services {

/// Bytes behind the identifier in an answer of the unit asked at `to`; nothing when no table knows it or when
/// its length is free.
std::optional<std::size_t> identifier_bytes(std::uint32_t to, std::uint16_t id);

/// The values. `data` is all that belongs to the identifier. Errors: `identifier-unknown`, `data-length`,
/// `vin-malformed`, `text-malformed`.
Values identifier_values(std::uint32_t to, std::uint16_t id, ByteView data);

/// F4xx and F8xx alone, with the same meanings of result.
std::optional<std::size_t> wwh_identifier_bytes(std::uint16_t id);
Values wwh_identifier_values(std::uint16_t id, ByteView data);

inline Error identifier_unknown(std::uint16_t id) {
  return wrong("identifier-unknown",
               "Identifier " +
                   request_text(Bytes{static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)}) +
                   " is in no table.");
}

/// Text of a unit without its fill (NULs and blanks at the ends); nothing when it is empty or not text.
std::optional<std::string> unit_text(ByteView data);

}  // namespace outpost::dev::services
