// What UDS (ISO 14229-1) bytes mean in words, English and Chinese: why a unit refuses, and the
// bits of a trouble code's status and severity (how a part failed: dtc_text.hpp). Tables:
// negative_responses.tsv, uds_bits.tsv. Any thread; the words are of static storage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outpost::dev {

struct UdsWord {
  std::string_view name;  ///< stable, of a bit: "confirmed"; "" elsewhere
  std::string_view en, zh;
};

/// Why a unit refuses. Empty words for a code that the standard does not name.
UdsWord negative_response_word(std::uint8_t code);

/// The bits that are set in a status byte, lowest first.
std::vector<UdsWord> uds_status_bits(std::uint8_t status);
/// What a severity byte of WWH-OBD says: the classes, then when to have the car checked.
std::vector<UdsWord> uds_severity_bits(std::uint8_t severity);

/// An entry of `uds.dtc`, `wwh.dtc` or `wwh.permanent` taken apart again: "P0301-11:2F", "P0301-11:2F:42".
struct UdsCode {
  std::string code;  ///< "P0301"
  std::uint8_t failure_type = 0;
  std::uint8_t status = 0;
  std::optional<std::uint8_t> severity;
};

/// Nothing for a text that is no such entry.
std::optional<UdsCode> parse_uds_code(std::string_view entry);

}  // namespace outpost::dev
