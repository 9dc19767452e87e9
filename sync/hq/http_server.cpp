#include "sync/hq/http_server.hpp"

#include "edge/base/log/log.hpp"
#include "edge/base/page_headers.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/URI.h>
#include <fmt/format.h>

namespace outpost::hq {
namespace {

using namespace Poco::Net;

constexpr int threads = 16, queued = 64;
constexpr std::size_t max_body_bytes = 4 << 20;      // 10,000 prices are under 1 MiB
constexpr std::size_t max_drained_bytes = 16 << 20;  // of a body that is refused: closing on unread bytes
                                                     // resets the connection, and the answer is lost
const Poco::Timespan patience(10, 0);                // seconds for a header, a body, a slow reader

/// Reads at most the bound; false when there is more.
bool read_body(HTTPServerRequest& request, std::string& out) {
  auto& in = request.stream();
  std::array<char, 16 << 10> chunk{};
  std::size_t total = 0;
  while (total < max_drained_bytes && (in.read(chunk.data(), chunk.size()), in.gcount() > 0)) {
    const auto n = static_cast<std::size_t>(in.gcount());
    total += n;
    if (total <= max_body_bytes) out.append(chunk.data(), n);
  }
  return total <= max_body_bytes;
}

HttpRequest plain(HTTPServerRequest& request) {
  HttpRequest out;
  const Poco::URI uri(request.getURI());
  out.method = request.getMethod();
  out.path = uri.getPath();
  for (const auto& [key, value] : uri.getQueryParameters()) out.query[key] = value;
  const std::string authorization = request.get("Authorization", "");
  if (authorization.starts_with("Bearer ")) out.bearer = authorization.substr(7);
  out.idempotency_key = request.get("Idempotency-Key", "");
  return out;
}

void send(HTTPServerResponse& response, const HttpReply& reply) {
  response.setStatus(static_cast<HTTPResponse::HTTPStatus>(reply.status));
  response.setContentType(reply.type);
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  for (const auto& [name, value] : page_headers) response.set(name, value);
  if (!response.has("Cache-Control")) response.set("Cache-Control", "no-store");
  response.sendBuffer(reply.body.data(), reply.body.size());
}

class Handler final : public HTTPRequestHandler {
public:
  explicit Handler(Api& api) : api_(api) {}
  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    try {
      HttpRequest in = plain(request);
      if (!read_body(request, in.body)) {
        response.setKeepAlive(false);
        return send(response, problem(413, "body-too-large", "A body is at most 4 MiB."));
      }
      send(response, api_.handle(in));
    } catch (const Poco::SyntaxException&) {
      send(response, problem(400, "bad-address", "The address cannot be read."));
    } catch (const Poco::Exception& e) {  // the other side has gone
      log::debug(fmt::format("http: {}", e.displayText()));
    }
  }

private:
  Api& api_;
};

class Factory final : public HTTPRequestHandlerFactory {
public:
  explicit Factory(Api& api) : api_(api) {}
  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override { return new Handler(api_); }

private:
  Api& api_;
};

}  // namespace

HttpServer::HttpServer(std::unique_ptr<HTTPServer> server) : server_(std::move(server)) {}
HttpServer::~HttpServer() { server_->stopAll(true); }
int HttpServer::port() const { return server_->port(); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(Api& api, const std::string& host, int port) {
  try {
    const ServerSocket socket(SocketAddress(host, static_cast<Poco::UInt16>(port)), queued);
    HTTPServerParams::Ptr params = new HTTPServerParams;
    params->setMaxThreads(threads);
    params->setMaxQueued(queued);
    params->setTimeout(patience);
    params->setKeepAliveTimeout(Poco::Timespan(2, 0));
    auto server = std::make_unique<HTTPServer>(new Factory(api), socket, params);
    server->start();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(server)));
  } catch (const Poco::Exception& e) {
    return fail(Code::io, "bind",
                fmt::format("cannot listen on http://{}:{}: {}", host, port, e.displayText()));
  }
}

}  // namespace outpost::hq
