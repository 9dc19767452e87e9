// The one-shot commands of outpost-hq: they work beside a running headquarters, which sees their effect at
// once.
#pragma once

#include "edge/base/arguments.hpp"
#include "sync/hq/home.hpp"

namespace outpost::hq {

inline constexpr std::string_view usage =
    "outpost-hq [--config FILE] [--data DIR]                     run headquarters\n"
    "outpost-hq init                                             make keys, token and database\n"
    "outpost-hq store add ID --key PUBLIC_KEY [--name NAME]      let a store in\n"
    "outpost-hq store list                                       stores and how far they are\n"
    "outpost-hq store revoke ID [--key PUBLIC_KEY]               shut a store out, or one of its keys\n"
    "outpost-hq backup FILE                                      a copy of the database\n";

/// Runs a command and returns what to print. Errors as of the storage; `bad-arguments`.
Result<std::string> run_command(const Arguments& arguments, const Home& home, Clock& clock);

}  // namespace outpost::hq
