// What a call is and what goes back, without a word of the HTTP library: handlers and tests see only this.
#pragma once

#include "edge/base/result.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outpost::http {

inline constexpr std::size_t max_head_bytes = 16 << 10;    ///< request line and headers
inline constexpr std::size_t max_body_bytes = 1 << 20;     ///< every body but an import
inline constexpr std::size_t max_import_bytes = 64 << 20;  ///< a catalogue of about half a million rows

using Fields = std::map<std::string, std::string, std::less<>>;

struct Request {
  std::string method;              ///< upper case
  std::string path;                ///< percent-decoded, begins with '/', valid UTF-8 without NUL
  std::vector<std::string> parts;  ///< of the path, each decoded by itself: a %2F stays inside its part
  Fields query;                    ///< decoded; the first of several with one name
  Fields headers;                  ///< names in lower case; the first of several with one name
  std::string peer;                ///< address of the other end, without port
  bool from_loopback = false;

  /// A header by its lower-case name; "" when there is none.
  std::string_view header(std::string_view name) const;
  std::string_view query_value(std::string_view name) const;
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  static Reply json(int status, std::string body) {
    return {status, "application/json", std::move(body), {}};
  }
  static Reply empty() { return {204, "", "", {}}; }
};

/// One call under way. Used by the one worker thread that serves it.
class Exchange {
public:
  virtual ~Exchange() = default;
  virtual const Request& request() const = 0;
  /// The length the client announced; 0 when there is no body.
  virtual std::size_t content_length() const = 0;
  /// Hands the body on in pieces. Errors: `body-too-large` (over `most`), `length-required` (chunked),
  /// `body-incomplete` (the client stopped or was slower than `within_ms`), or what `sink` said.
  virtual Result<void> read_body(std::size_t most, int within_ms,
                                 const std::function<Result<void>(std::string_view)>& sink) = 0;
  virtual void send(const Reply& reply) = 0;
  /// Takes the connected socket out of the server; the caller owns the descriptor and sends the answer
  /// itself.
  virtual int detach() = 0;
};

/// "a=b&c=%20d" to fields. Bad escapes are kept as they are written.
Fields parse_query(std::string_view text);
/// Percent-decodes a path. Error `bad-path`: a bad escape, NUL, or bytes that are not UTF-8.
Result<std::string> decode_path(std::string_view text);
/// What stands between the slashes of a path that decode_path took, each part decoded by itself.
std::vector<std::string> path_parts(std::string_view text);
/// The value of one cookie in a Cookie header; "" when it is not there.
std::string_view cookie(std::string_view header, std::string_view name);

}  // namespace outpost::http
