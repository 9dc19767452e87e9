// outpost-sync: sockets around a StoreSession. It keeps nothing: both cursors live in the store's database
// and at headquarters. Start it before edge or headquarters, after them, or kill it at any moment.
#pragma once

#include "edge/base/clock.hpp"
#include "edge/base/config/config.hpp"

#include <atomic>
#include <functional>

namespace outpost::agent {

/// Runs until `stop`; `ready` is called once, when the sockets are there. Errors, each one sentence:
/// `bad-folder`, `cannot-write`, `bad-key-file`, `bad-setting` (an endpoint that is none).
Result<void> run_agent(const std::string& dir, const config::Section& settings, Clock& clock,
                       const std::atomic<bool>& stop, const std::function<void(const std::string&)>& ready);

}  // namespace outpost::agent
