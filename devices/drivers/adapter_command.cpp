#include "devices/drivers/adapter_command.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

// D defaults, E0 echo off, L0 line feeds off, S0 blanks off, H1 headers on, AT1 adaptive timing, I who are
// you, RV voltage, SP0 search the protocol, DPN which protocol, PC close the protocol.
constexpr std::array<std::string_view, 11> allowed = {"ATD", "ATE0", "ATL0",  "ATS0",  "ATH1", "ATAT1",
                                                      "ATI", "ATRV", "ATSP0", "ATDPN", "ATPC"};

}  // namespace

Result<AdapterCommand> AdapterCommand::make(std::string_view text) {
  if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
    return fail(Code::denied, "command-blocked",
                fmt::format("\"{}\" is not a command that is sent to adapters.", text));
  return AdapterCommand(std::string(text));
}

}  // namespace outpost::dev
