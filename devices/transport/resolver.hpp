// Host names to addresses without stopping the loop: getaddrinfo blocks for as long as a dead name server
// pleases, so a name is looked up on a thread of its own. A numeric address needs none.
#pragma once

#include "devices/transport/port_name.hpp"

#include <memory>
#include <optional>
#include <sys/socket.h>
#include <vector>

namespace outpost::dev {

struct Address {
  sockaddr_storage bytes{};
  socklen_t length = 0;
};

class Resolver {
public:
  /// Begins a look-up and forgets an older one.
  void start(const HostPort& name);
  /// Nothing while it is going on; then the addresses (at least one), or `port-unreachable`.
  std::optional<Result<std::vector<Address>>> poll();
  void forget() { answer_.reset(); }

private:
  struct Answer;
  std::shared_ptr<Answer> answer_;  // shared with the thread, which may outlive us
};

}  // namespace outpost::dev
