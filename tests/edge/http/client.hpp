// A small HTTP client over a raw socket, so that tests can also send what no library would.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace outpost::test {

struct Answer {
  int status = 0;                              ///< 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  bool closed = false;  ///< the server said that it closes
};

class Wire {
public:
  explicit Wire(int port);
  ~Wire();
  Wire(Wire&& other) noexcept;
  Wire(const Wire&) = delete;

  void write(std::string_view bytes);
  /// Reads one answer; waits for at most `timeout_ms` of silence.
  Answer read(int timeout_ms = 20'000);
  /// Reads until `text` is there, or silence; what was read.
  std::string read_until(std::string_view text, int timeout_ms = 20'000);
  /// True when the other end closed (or reset) within the time.
  bool closed_within(int timeout_ms);
  int fd() const { return fd_; }

private:
  bool more(int timeout_ms);
  int fd_;
  std::string buffer_;
};

struct Call {
  std::string method = "GET", path = "/", body = {};
  std::string token = {}, key = {};  ///< Bearer and Idempotency-Key; "" leaves the header out
  std::map<std::string, std::string> headers = {};
};

std::string text_of(const Call& call, int port);
/// One call on a connection of its own.
Answer call(int port, const Call& call);
/// On an open connection.
Answer call(Wire& wire, int port, const Call& call);

}  // namespace outpost::test
