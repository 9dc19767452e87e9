#include "edge/http/plain_reply.hpp"

#include "edge/base/page_headers.hpp"

#include <fmt/format.h>

namespace outpost::http {
namespace {

std::string security_lines() {
  std::string out;
  for (const auto& [name, value] : page_headers) out += fmt::format("{}: {}\r\n", name, value);
  return out;
}

}  // namespace

std::string plain_reply(const Reply& reply) {
  std::string out =
      fmt::format("HTTP/1.1 {} -\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n",
                  reply.status, reply.content_type, reply.body.size());
  for (const auto& [name, value] : reply.headers) out += name + ": " + value + "\r\n";
  out += security_lines();
  out += "Cache-Control: no-store\r\n\r\n";
  return out + reply.body;
}

std::string stream_head() {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: "
         "close\r\nX-Accel-Buffering: no\r\n" +
         security_lines() + "\r\n";
}

}  // namespace outpost::http
