// Words for trouble codes: what failed and how, how urgent it is, what it means for the driver and which
// service to offer. The tables are in devices/data/dtc; this finds the row and puts the words together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outpost::dev {

enum class Severity {
  stop,   ///< do not drive on
  soon,   ///< workshop within days
  watch,  ///< at the next visit
};

/// "stop", "soon", "watch": stable, other programs read them.
std::string_view severity_word(Severity severity);

struct DtcText {
  std::string_view system_en, system_zh;  ///< of the letter: powertrain, chassis, body, network
  std::string text_en, text_zh;           ///< part, place and failure: "Misfire in cylinder 1"
  Severity severity = Severity::soon;
  std::string_view meaning_en, meaning_zh;  ///< one sentence for the customer
  std::string_view service;                 ///< key of the service to offer: "ignition"
  std::string_view service_en, service_zh;
  bool exact = false;  ///< false: the code has no row (a maker's code, say); the texts name its family only
};

/// Of a code in five characters, "P0301". Codes without a row get the words of their longest known beginning.
/// All fields are filled for a code that begins with P, C, B or U, and empty for any other text. Any thread;
/// about a microsecond.
DtcText dtc_text(std::string_view code);

struct DtcFailure {
  std::string_view en, zh;
};

/// The failure type byte that follows the two bytes of a UDS trouble code (ISO 15031-6): 0x13 is "open
/// circuit". Empty for a type that we have no sure words for. Any thread.
DtcFailure dtc_failure_text(std::uint8_t type);

}  // namespace outpost::dev
