// A request and its answer, without the HTTP library.
#pragma once

#include "edge/base/result.hpp"

#include <map>
#include <string>

namespace outpost::hq {

struct HttpRequest {
  std::string method, path;
  std::map<std::string, std::string> query;
  std::string bearer;           ///< of Authorization: Bearer; "" when there is none
  std::string idempotency_key;  ///< "" when there is none
  std::string body;
};

struct HttpReply {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::map<std::string, std::string> headers;
};

/// RFC 9457: {type, title, status, detail}.
HttpReply problem(int status, const std::string& name, const std::string& detail);
/// With the status that fits the code.
HttpReply problem(const Error& error);

}  // namespace outpost::hq
