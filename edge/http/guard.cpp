#include "edge/http/guard.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>

namespace outpost::http {
namespace {

constexpr std::size_t max_token_bytes = 256;

/// "till:8080" -> "till", "[::1]:8080" -> "::1".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    return end == std::string_view::npos ? std::string_view() : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

std::string lower(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

}  // namespace

Guard::Guard(std::vector<std::string> names) {
  names_.insert("localhost");
  for (const auto& n : names) names_.insert(lower(n));
}

bool Guard::allowed(std::string_view host) const {
  const std::string name = lower(without_port(host));
  return names_.contains(name) || is_address(name);
}

Result<void> Guard::check_host(const Request& request) const {
  if (allowed(request.header("host"))) return {};
  return fail(Code::denied, "host-not-allowed",
              "This server does not answer under that name; add it to allowed_hosts if it should.");
}

Result<void> Guard::check_origin(const Request& request) const {
  const auto refused =
      fail(Code::denied, "origin-not-allowed", "Pages of other sites may not call this server.");
  if (request.header("sec-fetch-site") == "cross-site") return refused;
  std::string_view origin = request.header("origin");
  if (origin.empty()) return {};
  const auto mark = origin.find("://");
  if (mark == std::string_view::npos) return refused;  // also "null"
  origin.remove_prefix(mark + 3);
  if (lower(origin) == lower(request.header("host"))) return {};
  return refused;
}

Credentials credentials_of(const Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view header = request.header("authorization");
  if (header.starts_with(scheme))
    return {std::string(header.substr(scheme.size()).substr(0, max_token_bytes)), false};
  return {std::string(cookie(request.header("cookie"), terminal_cookie).substr(0, max_token_bytes)), true};
}

std::string token_cookie(std::string_view token) {
  return std::string(terminal_cookie) + "=" + std::string(token) +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000";
}

std::string no_cookie() {
  return std::string(terminal_cookie) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
}

}  // namespace outpost::http
