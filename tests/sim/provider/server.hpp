// The pretended provider's HTTP side: the five signed questions, /ledger, /admin/faults and /healthz.
#pragma once

#include "tests/sim/provider/faults.hpp"
#include "tests/sim/provider/ledger.hpp"

#include <memory>
#include <string>

namespace outpost::provider_sim {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  ///< 0: any free one
  std::string key;
};

class Server {
public:
  /// Listens at once. Error `port-busy` in words.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Ledger& ledger, FaultBox& faults,
                                               Clock& clock);
  ~Server();  ///< ends answers that are held back, then stops
  int port() const;

private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outpost::provider_sim
