#include "tests/edge/http/client.hpp"

#include <arpa/inet.h>
#include <cctype>
#include <chrono>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace outpost::test {
namespace {

std::string lower(std::string s) {
  for (char& c : s) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return s;
}

Answer parse_head(std::string_view head) {
  Answer out;
  if (head.size() > 12) out.status = std::atoi(std::string(head.substr(9, 3)).c_str());
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
    const auto end = head.find("\r\n", at + 2);
    const std::string_view line = head.substr(at + 2, end - at - 2);
    if (const auto colon = line.find(": "); colon != std::string_view::npos)
      out.headers[lower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
    at = end;
  }
  return out;
}

}  // namespace

Wire::Wire(int port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0)
    throw std::runtime_error("cannot connect");
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Wire::~Wire() {
  if (fd_ >= 0) close(fd_);
}

Wire::Wire(Wire&& other) noexcept : fd_(other.fd_), buffer_(std::move(other.buffer_)) { other.fd_ = -1; }

void Wire::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;  // the server closed: its answer tells why
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

bool Wire::more(int timeout_ms) {
  pollfd p{fd_, POLLIN, 0};
  if (poll(&p, 1, timeout_ms) <= 0) return false;
  char piece[16384];
  const auto n = recv(fd_, piece, sizeof piece, 0);
  if (n <= 0) return false;
  buffer_.append(piece, static_cast<std::size_t>(n));
  return true;
}

Answer Wire::read(int timeout_ms) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!more(timeout_ms)) return {};
  Answer out = parse_head(std::string_view(buffer_).substr(0, end + 2));
  buffer_.erase(0, end + 4);
  if (out.status == 100) return read(timeout_ms);
  const auto length = out.headers.find("content-length");
  const std::size_t bytes = length == out.headers.end() ? 0 : std::stoul(length->second);
  while (buffer_.size() < bytes)
    if (!more(timeout_ms)) break;
  out.body = buffer_.substr(0, bytes);
  buffer_.erase(0, bytes);
  const auto connection = out.headers.find("connection");
  out.closed = connection != out.headers.end() && lower(connection->second) == "close";
  return out;
}

std::string Wire::read_until(std::string_view text, int timeout_ms) {
  using Clock = std::chrono::steady_clock;
  // Of the whole wait: an event stream says something every few seconds and would keep a short one going for
  // ever.
  const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
  while (buffer_.find(text) == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0 || !more(static_cast<int>(left))) break;
  }
  return std::exchange(buffer_, {});
}

bool Wire::closed_within(int timeout_ms) {
  pollfd p{fd_, POLLIN, 0};
  char piece[16384];
  while (poll(&p, 1, timeout_ms) > 0)
    if (recv(fd_, piece, sizeof piece, 0) <= 0) return true;
  return false;
}

std::string text_of(const Call& c, int port) {
  std::string out = c.method + " " + c.path + " HTTP/1.1\r\n";
  if (!c.headers.contains("Host")) out += "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
  if (!c.token.empty()) out += "Authorization: Bearer " + c.token + "\r\n";
  if (!c.key.empty()) out += "Idempotency-Key: " + c.key + "\r\n";
  for (const auto& [name, value] : c.headers) out += name + ": " + value + "\r\n";
  if (c.method != "GET" || !c.body.empty())
    out += "Content-Length: " + std::to_string(c.body.size()) + "\r\n";
  return out + "\r\n" + c.body;
}

Answer call(Wire& wire, int port, const Call& c) {
  wire.write(text_of(c, port));
  return wire.read();
}

Answer call(int port, const Call& c) {
  Wire wire(port);
  return call(wire, port, c);
}

}  // namespace outpost::test
