// A running edge, asked over HTTP with the token that it keeps for this program.
#pragma once

#include "edge/base/result.hpp"

#include <memory>
#include <string>

namespace outpost::tool {

class Remote {
public:
  /// Reads DIR/run/edge.json and DIR/secrets/admin.token. Error `edge-not-found`.
  static Result<Remote> find(const std::string& dir);

  /// One call; the body of a 2xx. A problem document becomes its Error. `timeout_s` for each step.
  Result<std::string> get(const std::string& path, int timeout_s = 30) const;
  Result<std::string> post(const std::string& path, const std::string& json, int timeout_s = 30) const;
  Result<std::string> remove(const std::string& path) const;
  /// Sends a file as text/csv.
  Result<std::string> post_csv(const std::string& path, const std::string& file) const;

private:
  Remote(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}
  Result<std::string> call(const std::string& method, const std::string& path, const std::string& type,
                           std::istream& body, std::size_t bytes, int timeout_s) const;
  std::string url_, token_;
};

}  // namespace outpost::tool
