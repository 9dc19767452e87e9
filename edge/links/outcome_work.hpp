// What a command or a job of a device came to, made durable.
#pragma once

#include "edge/links/link_core.hpp"

#include <functional>

namespace outpost::links {

/// Keeps the outcome (and a report that came with it) in one transaction. `done` runs on the link's thread:
/// true when it is on disk, or can never be; false when the device should say it again.
void take_outcome(LinkCore& core, Seat& seat, const ipc::Message& m, std::function<void(bool settled)> done);

}  // namespace outpost::links
