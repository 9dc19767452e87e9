#include "tests/e2e/harness/http.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/Timespan.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace outpost::e2e {
namespace net = Poco::Net;

bool Reply::replayed() const {
  const auto at = headers.find("idempotency-replayed");
  return at != headers.end() && at->second == "true";
}

std::string Reply::problem() const {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("type")) return "";
  const std::string type = json["type"];
  return type.substr(type.rfind('/') + 1);
}

std::string Reply::text() const {
  const std::string name = problem();
  return name.empty() ? std::to_string(status) : fmt::format("{} {}", status, name);
}

std::optional<Reply> exchange(std::uint16_t port, const Request& request) {
  try {
    net::HTTPClientSession session("127.0.0.1", port);
    session.setKeepAlive(false);
    const auto us = std::chrono::microseconds(request.timeout).count();
    session.setTimeout(Poco::Timespan(us), Poco::Timespan(us), Poco::Timespan(us));
    net::HTTPRequest out(request.method, request.path, net::HTTPMessage::HTTP_1_1);
    out.setKeepAlive(false);
    for (const auto& [name, value] : request.headers) out.set(name, value);
    if (!request.body.empty() || request.method != "GET")
      out.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
    session.sendRequest(out).write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    net::HTTPResponse in;
    std::istream& stream = session.receiveResponse(in);
    Reply reply;
    reply.status = in.getStatus();
    for (const auto& [name, value] : in) reply.headers[Poco::toLower(name)] = value;
    Poco::StreamCopier::copyToString64(stream, reply.body);
    // A body that was cut off is no answer: its sender died while it spoke.
    if (in.hasContentLength() && in.getContentLength64() != static_cast<Poco::Int64>(reply.body.size()))
      return std::nullopt;
    return reply;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  } catch (const std::ios_base::failure&) {
    return std::nullopt;
  }
}

}  // namespace outpost::e2e
