#include "tests/e2e/harness/live.hpp"

#include "tests/e2e/harness/process.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::e2e {
namespace {

int open_stream(std::uint16_t port, const std::string& request) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      send(fd, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
    close(fd);
    throw std::runtime_error("the event stream does not open");
  }
  return fd;
}

/// The header of the answer, byte by byte so that nothing of the stream is taken with it.
std::string read_header(int fd) {
  std::string header;
  char c = 0;
  while (!header.ends_with("\r\n\r\n") && recv(fd, &c, 1, 0) == 1) header += c;
  return header;
}

/// The value of "name: value", or nothing when the line is another field.
std::optional<std::string> field(const std::string& line, const std::string& name) {
  if (!line.starts_with(name + ":")) return std::nullopt;
  const std::size_t from = name.size() + 1;
  return line.substr(from + (line.size() > from && line[from] == ' ' ? 1 : 0));
}

}  // namespace

Live::Live(const Api& api, const std::string& topics, const std::string& last_id) {
  std::string request = fmt::format("GET /api/v1/events?topics={} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
                                    "Authorization: Bearer {}\r\nAccept: text/event-stream\r\n",
                                    topics, api.port(), api.token());
  if (!last_id.empty()) request += fmt::format("Last-Event-ID: {}\r\n", last_id);
  fd_ = open_stream(api.port(), request + "\r\n");
  const std::string header = read_header(fd_);
  if (!header.starts_with("HTTP/1.1 200")) {
    close(fd_);
    throw std::runtime_error("the event stream was answered: " + header.substr(0, header.find('\r')));
  }
  thread_ = std::thread([this] { read(fd_); });
}

Live::~Live() {
  shutdown(fd_, SHUT_RDWR);
  thread_.join();
  close(fd_);
}

void Live::read(int fd) {
  std::string rest;
  char buffer[4'096];
  for (ssize_t n = 0; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;) {
    rest.append(buffer, static_cast<std::size_t>(n));
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
      take_line(rest.substr(0, end));
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  came_.notify_all();
}

void Live::take_line(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  if (auto id = field(line, "id")) growing_.id = *id;
  if (auto event = field(line, "event")) growing_.event = *event;
  if (auto data = field(line, "data")) data_ += *data;
  if (!line.empty()) return;
  if (!data_.empty() || !growing_.event.empty()) {
    growing_.data = json::parse(data_, nullptr, false);
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(growing_));
    came_.notify_all();
  }
  growing_ = {};
  data_.clear();
}

std::optional<LiveEvent> Live::next(const std::function<bool(const LiveEvent&)>& fits,
                                    milliseconds patience) {
  std::unique_lock lock(mutex_);
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    while (handed_out_ < events_.size()) {
      const LiveEvent& event = events_[handed_out_++];
      if (fits(event)) return event;
    }
    if (ended_ || came_.wait_until(lock, end) == std::cv_status::timeout) return std::nullopt;
  }
}

std::size_t Live::count(const std::function<bool(const LiveEvent&)>& fits) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(events_.begin(), events_.end(), fits));
}

bool Live::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

}  // namespace outpost::e2e
