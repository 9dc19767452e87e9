#include "sync/hq/http_types.hpp"

#include <nlohmann/json.hpp>

namespace outpost::hq {
namespace {

int status_of(Code code) {
  switch (code) {
  case Code::invalid: return 400;
  case Code::unauthorized: return 401;
  case Code::denied: return 403;
  case Code::not_found: return 404;
  case Code::conflict: return 409;
  case Code::too_large: return 413;
  case Code::refused: return 422;
  case Code::busy: return 429;
  case Code::unavailable:
  case Code::timeout: return 503;
  default: return 500;
  }
}

/// "unknown-store" reads "Unknown store".
std::string title_of(std::string name) {
  for (auto& c : name)
    if (c == '-') c = ' ';
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

}  // namespace

HttpReply problem(int status, const std::string& name, const std::string& detail) {
  const nlohmann::json j = {
      {"type", "/problems/" + name}, {"title", title_of(name)}, {"status", status}, {"detail", detail}};
  return {status,
          "application/problem+json",
          j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
          {}};
}

HttpReply problem(const Error& error) { return problem(status_of(error.code), error.name, error.text); }

}  // namespace outpost::hq
