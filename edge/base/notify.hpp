// sd_notify(3) without libsystemd: one datagram to $NOTIFY_SOCKET, nothing when it is not set.
#pragma once

#include <string_view>

namespace outpost {

/// For example "READY=1", "WATCHDOG=1", "STOPPING=1", "STATUS=...". Any thread; never blocks, never fails
/// aloud.
void notify_systemd(std::string_view state);

}  // namespace outpost
