// From a request to its handler: host and origin, route, token, role, key, body, in this order.
#pragma once

#include "edge/http/api.hpp"

namespace outpost::http {

/// A route that matches, with the values of its {names}; nullptr when none does. `other_method` tells that
/// the path exists under another one.
struct Match {
  const data::Route* route = nullptr;
  std::map<std::string, std::string, std::less<>> params;
  bool other_method = false;
};
Match find_route(std::string_view method, const std::vector<std::string>& parts);

/// Serves one call: the whole of what a worker does. Any worker.
void serve(Api& api, Exchange& exchange);

}  // namespace outpost::http
