// What a session wants sent. The owner of the sockets sends it, or the simulation's network loses it.
#pragma once

#include "edge/contract/sync/local.hpp"
#include "edge/contract/sync/message.hpp"

#include <vector>

namespace outpost::session {

struct StoreOut {
  std::vector<wire::Message> to_hq;
  std::vector<wire::local::Body> to_edge;
};

}  // namespace outpost::session
