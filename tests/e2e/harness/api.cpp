#include "tests/e2e/harness/api.hpp"

#include "tests/e2e/harness/process.hpp"

#include <fmt/format.h>
#include <random>
#include <stdexcept>
#include <unistd.h>

namespace outpost::e2e {
namespace {

bool come_back_later(const Reply& reply) {
  return reply.status == 503 || reply.status == 429 ||
         (reply.status == 409 && reply.problem() == "request-in-progress");
}

}  // namespace

std::string Api::new_key() {
  static const std::uint32_t run = std::random_device{}();
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("e2e-{:08x}-{}", run, ++count);
}

std::optional<Reply> Api::once(const std::string& method, const std::string& path, const std::string& body,
                               const std::string& key) const {
  Request request{method, path, body, {}};
  if (!token_.empty()) request.headers["Authorization"] = "Bearer " + token_;
  if (!body.empty()) request.headers["Content-Type"] = "application/json";
  if (!key.empty()) request.headers["Idempotency-Key"] = key;
  return exchange(port_, request);
}

std::optional<Reply> Api::until_answered(const std::string& method, const std::string& path,
                                         const std::string& body, const std::string& key,
                                         std::chrono::milliseconds patience, Tries* tries) const {
  Tries ignored;
  Tries& count = tries ? *tries : ignored;
  const auto end = std::chrono::steady_clock::now() + patience;
  milliseconds wait{5};
  constexpr milliseconds longest{100};
  do {
    ++count.sent;
    auto reply = once(method, path, body, key);
    if (reply && !come_back_later(*reply)) return reply;
    ++(reply ? count.later : count.unanswered);
    pause(wait);
    wait = std::min(wait * 2, longest);
  } while (std::chrono::steady_clock::now() < end);
  return std::nullopt;
}

Reply Api::ask(const std::string& method, const std::string& path, const json& body,
               const std::string& key) const {
  auto reply = once(method, path, body.is_null() ? "" : body.dump(), method == "GET" ? "" : key);
  if (!reply) throw std::runtime_error(fmt::format("{} {}: no answer", method, path));
  return *reply;
}

json Api::checked(const std::string& method, const std::string& path, const json& body) const {
  const Reply reply = ask(method, path, body);
  if (!reply.ok())
    throw std::runtime_error(fmt::format("{} {}: {} {}", method, path, reply.text(), reply.body));
  return reply.body.empty() ? json() : json::parse(reply.body);
}

json Api::get(const std::string& path) const { return checked("GET", path, nullptr); }
json Api::post(const std::string& path, const json& body) const { return checked("POST", path, body); }
json Api::patch(const std::string& path, const json& body) const { return checked("PATCH", path, body); }
json Api::remove(const std::string& path) const { return checked("DELETE", path, nullptr); }

}  // namespace outpost::e2e
