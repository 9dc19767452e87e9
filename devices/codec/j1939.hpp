// SAE J1939-73 trouble codes of trucks and machines: DM1 (active, PGN FECA) and DM2 (previously active, PGN
// FECB), from the lines of an adapter on protocol A. Pure; any thread.
#pragma once

#include "devices/codec/obd.hpp"

namespace outpost::dev {

inline constexpr std::uint32_t j1939_dm1 = 0xFECA, j1939_dm2 = 0xFECB;

/// A 29-bit identifier taken apart.
struct J1939Id {
  std::uint8_t priority = 0;     ///< 0 (highest) to 7
  std::uint32_t pgn = 0;         ///< parameter group, without the destination
  std::uint8_t destination = 0;  ///< FF: for all
  std::uint8_t source = 0;
};
J1939Id j1939_id(std::uint32_t can_id);

/// What the reply to a question for `pgn` (DM1 or DM2) says, unit by unit. Sources are addresses ("00": the
/// engine). Values, with the prefix "dm1." or "dm2.": `codes` as "SPN-FMI:COUNT" (COUNT "-": not told), and
/// for each lamp that the unit drives `lamp.mil`, `lamp.stop`, `lamp.warning`, `lamp.protect` as flags, and
/// their `.flash` as "slow" or "fast". Faults: those of the adapter; `tp-...` for a message in parts with
/// a hole; `dm-length`; `conversion-method` for the old layouts of a code, which cannot be told apart;
/// `j1939-refused`, `j1939-denied`, `j1939-busy` for a unit that says no.
/// `headers`: ATH1; without them units cannot be told apart.
ObdReading read_j1939(std::uint32_t pgn, const ElmReply& reply, bool headers, const std::string& sent);

/// An entry of `codes` taken apart.
struct J1939Code {
  std::uint32_t spn = 0;
  std::uint8_t fmi = 0;
  std::optional<int> count;  ///< how often it came; nothing when the unit does not tell
};
std::optional<J1939Code> parse_j1939_code(std::string_view entry);

struct J1939Word {
  std::string_view en, zh;
};
/// What a number is about. Empty words for one that the table does not have.
J1939Word j1939_spn_word(std::uint32_t spn);
/// How it failed, 0 to 31. Empty words beyond.
J1939Word j1939_fmi_word(std::uint8_t fmi);

}  // namespace outpost::dev
