#include "tests/sim/provider/server.hpp"

#include "tests/sim/provider/question.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/Timespan.h>
#include <fmt/core.h>

namespace outpost::provider_sim {
namespace {

namespace net = Poco::Net;

constexpr int most_threads = 64;

class Questions final : public net::HTTPRequestHandlerFactory {
public:
  explicit Questions(Shared& shared) : shared_(shared) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Question(shared_);  // POCO owns it
  }

private:
  Shared& shared_;
};

}  // namespace

struct Server::Impl {
  Impl(const ServerOptions& o, Ledger& l, FaultBox& f, Clock& c) : shared{o.key, l, f, c, {}, {}} {}
  Shared shared;
  Poco::ThreadPool pool{2, most_threads};
  std::unique_ptr<net::HTTPServer> http;
};

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& o, Ledger& ledger, FaultBox& faults,
                                              Clock& clock) {
  auto impl = std::make_unique<Impl>(o, ledger, faults, clock);
  try {
    net::ServerSocket socket;
    socket.bind(net::SocketAddress(o.host, static_cast<Poco::UInt16>(o.port)), true);
    socket.listen(256);
    auto* params = new net::HTTPServerParams;  // owned by the server
    params->setMaxThreads(most_threads);
    params->setMaxQueued(256);
    params->setKeepAlive(false);
    params->setThreadIdleTime(Poco::Timespan(0, 200'000));  // a thread that misses the stop waits no longer
    impl->http = std::make_unique<net::HTTPServer>(new Questions(impl->shared), impl->pool, socket, params);
    impl->http->start();
  } catch (const Poco::Exception& e) {
    return fail(Code::unavailable, "port-busy",
                fmt::format("cannot listen on {}:{}: {}", o.host, o.port, e.displayText()));
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
  impl_->shared.ending = true;
  impl_->http->stopAll(true);
  impl_->pool.joinAll();
}

int Server::port() const { return impl_->http->port(); }

}  // namespace outpost::provider_sim
