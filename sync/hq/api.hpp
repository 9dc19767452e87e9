// Headquarters' HTTP API, without sockets: a request in, a reply out. One route table.
#pragma once

#include "sync/hq/http_types.hpp"
#include "sync/hq/news.hpp"
#include "sync/hq/publish_input.hpp"
#include "sync/hq/write_gate.hpp"

#include <functional>

namespace outpost::hq {

struct ApiSetup {
  std::string token;                 ///< what a bearer must have
  std::string ui_dir;                ///< "" serves no pages
  Micros online_us = 20 * us_per_s;  ///< four signs of life missed
  /// "" when intake and appliers are alive, else what is not.
  std::function<std::string()> sick = [] { return std::string(); };
};

class Api {
public:
  /// `connection` is used under a lock of its own; references must outlive it.
  Api(Connection& connection, WriteGate& gate, News& news, Clock& clock, ApiSetup setup);

  /// Any thread.
  HttpReply handle(const HttpRequest& request);

private:
  struct Route;
  static const std::vector<Route>& routes();
  HttpReply health(const HttpRequest& request);
  HttpReply stores(const HttpRequest& request);
  HttpReply orders(const HttpRequest& request);
  HttpReply diagnostics(const HttpRequest& request);
  HttpReply quarantine(const HttpRequest& request);
  HttpReply prices(const HttpRequest& request);
  HttpReply catalogue(const HttpRequest& request);
  HttpReply publish(const HttpRequest& request, Result<PublishOrder> order);
  Result<void> stores_exist(const std::vector<std::string>& stores);
  bool authorized(const HttpRequest& request) const;

  Connection& connection_;
  WriteGate& gate_;
  News& news_;
  Clock& clock_;
  ApiSetup setup_;
  std::mutex mutex_;  ///< of connection_
};

}  // namespace outpost::hq
