#include "edge/http/problem.hpp"

#include <nlohmann/json.hpp>

namespace outpost::http {
namespace {

struct Row {
  int status;
  const char* title;
};

constexpr Row rows[] = {
    {400, "Bad request"},
    {401, "Not signed in"},
    {403, "Not allowed"},
    {404, "Not found"},
    {405, "Method not allowed"},
    {408, "Request timeout"},
    {409, "Conflict"},
    {411, "Length required"},
    {413, "Too large"},
    {415, "Unsupported media type"},
    {422, "Refused"},
    {429, "Too many requests"},
    {431, "Head too large"},
    {500, "Internal error"},
    {503, "Not available"},
};

const char* title_of(int status) {
  for (const auto& row : rows)
    if (row.status == status) return row.title;
  return "Error";
}

}  // namespace

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
  case Code::timeout:
  case Code::stale:
  case Code::io: return 503;
  case Code::unsupported: return 422;
  case Code::internal:
  case Code::corrupt: return 500;
  }
  return 500;
}

Reply problem_with_status(int status, const Error& error, std::string_view instance,
                          const std::vector<Finding>& findings) {
  nlohmann::json j = {{"type", "/problems/" + error.name},
                      {"title", title_of(status)},
                      {"status", status},
                      {"detail", error.text},
                      {"instance", instance}};
  for (const auto& f : findings) {
    nlohmann::json item = {{"text", f.text}};
    if (f.line > 0) item["line"] = f.line;
    j["errors"].push_back(std::move(item));
  }
  Reply reply{status,
              "application/problem+json",
              j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
              {}};
  if (status == 503 || status == 429) reply.headers.emplace_back("Retry-After", "1");
  if (status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

Reply problem(const Error& error, std::string_view instance, const std::vector<Finding>& findings) {
  return problem_with_status(status_of(error.code), error, instance, findings);
}

}  // namespace outpost::http
