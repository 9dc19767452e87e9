// The calls of one terminal. JSON goes in and out as nlohmann values, which every suite reads.
#pragma once

#include "tests/e2e/harness/http.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

namespace outpost::e2e {

using nlohmann::json;

/// Tries of one call, as a client that never gives up sees them.
struct Tries {
  int sent = 0;        ///< requests
  int unanswered = 0;  ///< without an answer
  int later = 0;       ///< answered with "come back later" (429, 503, 409 request-in-progress)
};

class Api {
public:
  Api(std::uint16_t port, std::string token) : port_(port), token_(std::move(token)) {}

  /// A key that no other call of this test has.
  static std::string new_key();

  /// One try. `key` "" sends no Idempotency-Key.
  std::optional<Reply> once(const std::string& method, const std::string& path, const std::string& body,
                            const std::string& key) const;
  /// The same call with the SAME key until there is an answer other than "come back later", or `patience` is
  /// over (then nothing). GET takes no key.
  std::optional<Reply> until_answered(const std::string& method, const std::string& path,
                                      const std::string& body, const std::string& key,
                                      std::chrono::milliseconds patience, Tries* tries = nullptr) const;

  /// For suites where the server is there: the JSON of a 2xx; throws std::runtime_error with the problem
  /// otherwise.
  json get(const std::string& path) const;
  json post(const std::string& path, const json& body = json::object()) const;
  json patch(const std::string& path, const json& body) const;
  json remove(const std::string& path) const;
  /// One try that must be answered: throws when it is not.
  Reply ask(const std::string& method, const std::string& path, const json& body = nullptr,
            const std::string& key = new_key()) const;

  std::uint16_t port() const { return port_; }
  const std::string& token() const { return token_; }

private:
  json checked(const std::string& method, const std::string& path, const json& body) const;
  std::uint16_t port_;
  std::string token_;
};

}  // namespace outpost::e2e
