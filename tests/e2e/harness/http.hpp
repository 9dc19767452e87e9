// One HTTP request, one connection. A connection that is refused, cut or silent is "no answer", which is
// not the same as "no": the caller does not know what happened.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace outpost::e2e {

using Headers = std::map<std::string, std::string>;  ///< names of a reply in lower case

struct Reply {
  int status = 0;
  Headers headers;
  std::string body;

  bool ok() const { return status / 100 == 2; }
  bool replayed() const;
  /// The last part of a problem's type, for example "storage-full"; "" when the body is no problem.
  std::string problem() const;
  /// "409 not-paid", for messages.
  std::string text() const;
};

struct Request {
  std::string method, path, body;
  Headers headers;
  std::chrono::milliseconds timeout{10'000};
};

/// Sends it to 127.0.0.1:`port`. Nothing: no (whole) answer. Any thread.
std::optional<Reply> exchange(std::uint16_t port, const Request& request);

}  // namespace outpost::e2e
