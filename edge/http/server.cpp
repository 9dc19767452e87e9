#include "edge/http/server.hpp"

#include "edge/base/log/log.hpp"
#include "edge/http/poco_exchange.hpp"
#include "edge/http/problem.hpp"

#include <csignal>
#include <exception>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::http {

Server::Server(ServerOptions options, Handler handler)
    : options_(std::move(options)), handler_(std::move(handler)),
      porch_(options_.porch, [this](int fd, const std::string& peer) { return admit(fd, peer); }) {}

Server::~Server() { stop(); }

Result<void> Server::listen() { return porch_.listen(options_.host, options_.port); }

void Server::start() {
  signal(SIGPIPE, SIG_IGN);  // a client that hangs up is an error of one send, not the end of the store
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
  porch_.start();
}

void Server::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
    for (const int fd : active_) shutdown(fd, SHUT_RD);  // a body that is still on its way ends here
  }
  wake_.notify_all();
  for (auto& t : threads_) t.join();
  porch_.stop();  // last: workers hand their connections back to it
}

ServerStats Server::stats() const {
  const std::lock_guard lock(mutex_);
  return {porch_.stats(), active_.size(), waiting_.size()};
}

bool Server::admit(int fd, const std::string& peer) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= options_.most_waiting) return false;
  waiting_.push_back({fd, peer});
  wake_.notify_one();
  return true;
}

void Server::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Call call = std::move(waiting_.front());
    waiting_.pop_front();
    active_.insert(call.fd);
    lock.unlock();
    const auto end = serve(call);
    lock.lock();
    active_.erase(call.fd);  // before anybody else may get the number
    lock.unlock();
    if (end == PocoExchange::End::keep) porch_.give_back(call.fd, call.peer);
    if (end == PocoExchange::End::close) porch_.see_off(call.fd);
    lock.lock();
  }
}

PocoExchange::End Server::serve(const Call& call) {
  bool crowded = false;
  {
    const std::lock_guard lock(mutex_);
    crowded = stopping_ || waiting_.size() > options_.threads;
  }
  try {
    // POCO flushes the answer when the exchange ends: the connection must not be passed on before.
    PocoExchange exchange(call.fd, call.peer, options_.write_ms, !crowded);
    if (exchange.readable()) run_handler(exchange);
    return exchange.finish();
  } catch (
      const std::exception& e) {  // no file descriptor left, for one: costs this caller the connection only
    log::error("http: a connection was given up: " + std::string(e.what()));
    return PocoExchange::End::close;
  }
}

void Server::run_handler(Exchange& exchange) {
  try {
    handler_(exchange);
  } catch (const std::exception& e) {
    log::error("http: " + std::string(e.what()));
    exchange.send(
        problem(fail(Code::internal, "internal-error", "The server made a mistake; it is in its log."),
                exchange.request().path));
  }
}

}  // namespace outpost::http
