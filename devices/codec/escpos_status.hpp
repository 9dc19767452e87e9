// What a receipt printer says about itself: the one-byte answers to `DLE EOT n` (10 04 n).
#pragma once

#include "edge/base/bytes.hpp"

#include <optional>

namespace outpost::dev::escpos {

/// Which question is open; the answers themselves do not say.
enum class Ask : std::uint8_t { printer = 1, offline_cause = 2, error_cause = 3, paper = 4 };

struct PrinterStatus {
  bool offline = false;
  bool cover_open = false;
  bool paper_near_end = false;
  bool paper_out = false;
  bool cutter_error = false;
  bool fatal_error = false;
  bool other_error = false;  ///< an error that the printer does not explain, or recovers from by itself

  bool operator==(const PrinterStatus&) const = default;
};

/// The three bytes that ask.
Bytes ask_status(Ask ask);
/// Every status byte of every printer has bits 1 and 4 set and bits 0 and 7 clear; anything else is not one.
inline constexpr bool is_status_byte(std::uint8_t b) { return (b & 0x93) == 0x12; }
/// Takes one answer into `status`: sets and clears what this question is about. False when it is not a status
/// byte.
bool take_status(Ask ask, std::uint8_t byte, PrinterStatus& status);
/// "paper-out", "cover-open", "cutter", "printer-fatal", "printer-error", "printer-offline" or "" when it can
/// print: the one thing a person should do first.
std::string_view hindrance(const PrinterStatus& status);

}  // namespace outpost::dev::escpos
