#include "edge/tools/store/remote.hpp"

#include "edge/base/id.hpp"
#include "edge/base/paths.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace outpost::tool {
namespace {

std::string new_key() {
  SystemClock clock;
  SystemRandom random;
  return "outpost-store-" + IdSource(clock, random).next().text();
}

Error error_of(int status, const std::string& body) {
  const auto j = nlohmann::json::parse(body, nullptr, false);
  if (j.is_object())
    return fail(status == 409 ? Code::conflict : Code::refused,
                j.value("type", "/problems/unknown").substr(10), j.value("detail", "Refused."));
  return fail(Code::unavailable, "no-answer",
              "The store's server answered with status " + std::to_string(status) + ".");
}

}  // namespace

Result<Remote> Remote::find(const std::string& dir) {
  const auto where = read_secret(dir + "/run/edge.json");
  const auto token = read_secret(dir + "/secrets/admin.token");
  const auto j = where.ok() ? nlohmann::json::parse(*where, nullptr, false) : nlohmann::json();
  if (j.is_object() && j.contains("url") && token.ok()) return Remote(j.value("url", ""), *token);
  return fail(Code::unavailable, "edge-not-found",
              "The store in " + dir +
                  " is in use by a program that cannot be asked; wait until it has started or ended.");
}

Result<std::string> Remote::call(const std::string& method, const std::string& path, const std::string& type,
                                 std::istream& body, std::size_t bytes, int timeout_s) const {
  try {
    const Poco::URI uri(url_);
    Poco::Net::HTTPClientSession session(uri.getHost(), uri.getPort());
    session.setTimeout(Poco::Timespan(timeout_s, 0));
    Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Authorization", "Bearer " + token_);
    if (method != "GET") request.set("Idempotency-Key", new_key());
    if (bytes > 0) request.setContentType(type);
    request.setContentLength64(static_cast<Poco::Int64>(bytes));
    Poco::StreamCopier::copyStream(body, session.sendRequest(request));
    Poco::Net::HTTPResponse response;
    std::string text;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), text);
    if (response.getStatus() / 100 == 2) return text;
    return error_of(response.getStatus(), text);
  } catch (const Poco::Exception& e) {
    return fail(Code::unavailable, "no-answer",
                "The store's server at " + url_ + " does not answer: " + e.displayText() + ".");
  }
}

Result<std::string> Remote::get(const std::string& path, int timeout_s) const {
  std::istringstream none;
  return call("GET", path, "", none, 0, timeout_s);
}

Result<std::string> Remote::post(const std::string& path, const std::string& json, int timeout_s) const {
  std::istringstream body(json);
  return call("POST", path, "application/json", body, json.size(), timeout_s);
}

Result<std::string> Remote::remove(const std::string& path) const {
  std::istringstream none;
  return call("DELETE", path, "", none, 0, 30);
}

Result<std::string> Remote::post_csv(const std::string& path, const std::string& file) const {
  std::ifstream in(file, std::ios::binary);
  std::error_code ec;
  const auto bytes = std::filesystem::file_size(file, ec);
  if (!in || ec) return fail(Code::not_found, "no-such-file", file + " cannot be read.");
  return call("POST", path, "text/csv", in, bytes, 150);
}

}  // namespace outpost::tool
