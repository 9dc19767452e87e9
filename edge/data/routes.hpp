// Every route of the web server with the roles that may call it: the one table that the router, the API
// document and the tests are held against.
#pragma once

#include "edge/data/words.hpp"

#include <string_view>
#include <vector>

namespace outpost::data {

/// How a call is treated.
enum class CallKind {
  open,    ///< no token is asked for
  local,   ///< from this machine without a token, from elsewhere with one of the roles
  read,    ///< a reader's connection
  write,   ///< needs an Idempotency-Key; the writer's lane for sales
  stream,  ///< the socket leaves the server
};

struct Route {
  std::string_view method;
  std::string_view path;   ///< {name} stands for one segment
  std::string_view roles;  ///< a letter each: Kiosk Cashier Technician Manager Owner Device; '-' is no
  CallKind kind;
  bool keyed;                  ///< needs an Idempotency-Key
  std::string_view operation;  ///< operationId in the API document
};

const std::vector<Route>& routes();

/// True when the route's roles name this one.
bool may_call(const Route& route, Role role);

}  // namespace outpost::data
