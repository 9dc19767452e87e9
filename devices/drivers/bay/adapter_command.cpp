#include "devices/drivers/bay/adapter_command.hpp"

#include "devices/codec/elm327.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

// D defaults, E0 echo off, L0 line feeds off, S0 blanks off, H1 headers on, AT1 adaptive timing, STFF the
// longest wait for an answer, ST32 the usual one, I who are you, RV voltage, SP0 search the protocol, DPN
// which protocol, PC close the protocol, AR answers of all units, FCSD300000 flow control "all the rest, no
// pause", FCSM0 by itself, FCSM1 as set.
constexpr std::array<std::string_view, 17> allowed = {
    "ATD",  "ATE0",  "ATL0",  "ATS0", "ATH1", "ATAT1",   "ATSTFF",  "ATST32",      "ATI",
    "ATRV", "ATSP0", "ATDPN", "ATPC", "ATAR", "ATFCSM0", "ATFCSM1", "ATFCSD300000"};

/// Try protocol 1 to 9 now, without writing it into the adapter. 0 would lock some clones up until they are
/// unplugged.
bool tries_a_protocol(std::string_view text) {
  return text.size() == 5 && text.starts_with("ATTP") && text[4] >= '1' && text[4] <= '9';
}

/// Identifiers of diagnosis: 7xx of 11 bits; DAxxF1 and DB33F1 below the priority of 29 bits.
bool is_diagnosis(std::string_view id) {
  if (!is_hex(id)) return false;
  if (id.size() == 3) return id[0] == '7';
  return id.size() == 6 && id.ends_with("F1") && (id.starts_with("DA") || id == "DB33F1");
}

bool sets_an_identifier(std::string_view text) {
  for (const std::string_view command : {"ATSH", "ATFCSH"})
    if (text.starts_with(command)) return is_diagnosis(text.substr(command.size()));
  return false;
}

/// Answers of one unit only.
bool hears_one_unit(std::string_view text) {
  return text.starts_with("ATCRA") && text.size() == 8 && text[5] == '7' && is_hex(text.substr(5));
}

}  // namespace

Result<AdapterCommand> AdapterCommand::make(std::string_view text) {
  const bool listed = std::find(allowed.begin(), allowed.end(), text) != allowed.end();
  if (!listed && !tries_a_protocol(text) && !sets_an_identifier(text) && !hears_one_unit(text))
    return fail(Code::denied, "command-blocked",
                fmt::format("\"{}\" is not a command that is sent to adapters.", text));
  return AdapterCommand(std::string(text));
}

}  // namespace outpost::dev
