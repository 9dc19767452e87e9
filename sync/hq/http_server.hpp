// POCO's HTTP server around an Api.
#pragma once

#include "sync/hq/api.hpp"

namespace Poco::Net {
class HTTPServer;
}

namespace outpost::hq {

class HttpServer {
public:
  /// Listens at once. Error `bind` (a busy port, an address that is not ours). `api` must outlive it.
  static Result<std::unique_ptr<HttpServer>> start(Api& api, const std::string& host, int port);
  ~HttpServer();
  int port() const;

private:
  explicit HttpServer(std::unique_ptr<Poco::Net::HTTPServer> server);
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace outpost::hq
