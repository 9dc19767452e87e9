#include "edge/http/porch.hpp"

#include "edge/http/head_scan.hpp"
#include "edge/http/plain_reply.hpp"
#include "edge/http/problem.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int backlog = 256;
constexpr int tick_ms = 100;                        // how late a deadline may be noticed
constexpr std::size_t small_body_bytes = 32 << 10;  // a body of this size waits on the porch, not in a worker
constexpr int send_buffer_bytes = 512 << 10;  // most answers fit: a client that reads slowly holds no worker
constexpr int accept_at_once = 64;            // then the others get their turn
constexpr std::size_t most_drained = 32 << 20;  // of a client that goes on sending after its answer
constexpr int door_closed_ms = 100;             // pause when the process is out of descriptors

std::string text_of(const sockaddr_storage& a) {
  char out[INET6_ADDRSTRLEN] = {};
  if (a.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(a).sin_addr, out, sizeof out);
  else if (a.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(a).sin6_addr, out, sizeof out);
  return out;
}

int port_of(int fd) {
  sockaddr_storage a{};
  socklen_t n = sizeof a;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&a), &n) != 0) return 0;
  return ntohs(a.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(a).sin6_port
                                       : reinterpret_cast<sockaddr_in&>(a).sin_port);
}

int bound_socket(const addrinfo& a) {
  const int fd = socket(a.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, a.ai_addr, a.ai_addrlen) == 0 && ::listen(fd, backlog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

void watch(int epoll_fd, int fd, std::uint32_t events) {
  epoll_event e{};
  e.events = events;
  e.data.fd = fd;
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
}

}  // namespace

Porch::Porch(PorchOptions options, Admit admit) : options_(options), admit_(std::move(admit)) {
  scratch_.resize(max_head_bytes + small_body_bytes);
}

Porch::~Porch() {
  stop();
  for (const int fd : {listen_fd_, epoll_fd_, wake_fd_})
    if (fd >= 0) close(fd);
}

Result<void> Porch::listen(const std::string& host, int port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0 || !found)
    return fail(Code::invalid, "bad-address",
                fmt::format("The address \"{}\" of the web server is not known here.", host));
  listen_fd_ = bound_socket(*found);
  const int error = errno;
  freeaddrinfo(found);
  if (listen_fd_ < 0)
    return fail(Code::unavailable, error == EADDRINUSE ? "port-in-use" : "bad-address",
                error == EADDRINUSE
                    ? fmt::format("Port {} on {} is already in use by another program.", port, host)
                    : fmt::format("The web server cannot listen on {} port {}: {}.", host, port,
                                  std::strerror(error)));
  port_ = port_of(listen_fd_);
  return {};
}

void Porch::start() {
  epoll_fd_ = epoll_create1(EPOLL_CLOEXEC);
  wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  watch(epoll_fd_, listen_fd_, EPOLLIN);
  watch(epoll_fd_, wake_fd_, EPOLLIN);
  thread_ = std::thread([this] { run(); });
}

void Porch::stop() {
  if (stopping_.exchange(true)) return;
  if (!thread_.joinable()) return;
  wake();
  thread_.join();
  take_arrivals();
  for (const auto& [fd, guest] : guests_) close(fd);
  guests_.clear();
}

void Porch::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = write(wake_fd_, &one, sizeof one);
}

void Porch::give_back(int fd, const std::string& peer) {
  const auto until = steady_clock::now() + milliseconds(options_.keep_alive_ms);
  const std::lock_guard lock(mutex_);
  arrivals_.push_back({fd, {peer, Mood::waiting, until}});
  wake();
}

void Porch::see_off(int fd) {
  shutdown(fd, SHUT_WR);
  const auto until = steady_clock::now() + milliseconds(options_.leaving_ms);
  const std::lock_guard lock(mutex_);
  arrivals_.push_back({fd, {"", Mood::leaving, until}});
  wake();
}

PorchStats Porch::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

void Porch::run() {
  std::vector<epoll_event> events(128);
  while (!stopping_) {
    const int n = epoll_wait(epoll_fd_, events.data(), static_cast<int>(events.size()), tick_ms);
    for (int i = 0; i < n; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listen_fd_) {
        accept_some();
      } else if (fd == wake_fd_) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto r = read(wake_fd_, &count, sizeof count);
      } else {
        on_readable(fd);
      }
    }
    take_arrivals();
    end_overdue();
    const std::lock_guard lock(mutex_);
    stats_.guests = guests_.size();
  }
}

void Porch::accept_some() {
  if (steady_clock::now() < door_closed_until_) return;
  for (int i = 0; i < accept_at_once; ++i) {
    sockaddr_storage a{};
    socklen_t n = sizeof a;
    const int fd = accept4(listen_fd_, reinterpret_cast<sockaddr*>(&a), &n, SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EMFILE || errno == ENFILE)
        door_closed_until_ = steady_clock::now() + milliseconds(door_closed_ms);
      return;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer_bytes, sizeof send_buffer_bytes);
    {
      const std::lock_guard lock(mutex_);
      ++stats_.accepted;
    }
    add(fd, {text_of(a), Mood::waiting, steady_clock::now() + milliseconds(options_.head_ms)});
  }
}

void Porch::take_arrivals() {
  std::vector<Arrival> come;
  {
    const std::lock_guard lock(mutex_);
    come.swap(arrivals_);
  }
  for (auto& a : come) add(a.fd, std::move(a.guest));
}

void Porch::add(int fd, Guest guest) {
  if (guests_.size() >= options_.most_guests) make_room();
  guests_[fd] = std::move(guest);
  watch(epoll_fd_, fd, EPOLLIN | EPOLLRDHUP | EPOLLET);  // edge-triggered: an unfinished head is no busy loop
}

void Porch::make_room() {
  auto least = guests_.begin();
  for (auto i = guests_.begin(); i != guests_.end(); ++i)
    if (i->second.until < least->second.until) least = i;
  end(least->first);
  const std::lock_guard lock(mutex_);
  ++stats_.evicted;
}

void Porch::on_readable(int fd) {
  const auto found = guests_.find(fd);
  if (found == guests_.end()) return;
  if (found->second.mood == Mood::leaving)
    drain(fd, found->second);
  else
    look(fd, found->second);
}

void Porch::look(int fd, Guest& guest) {
  const auto n = recv(fd, scratch_.data(), scratch_.size(), MSG_PEEK | MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) return end(fd);
  switch (scan_head({scratch_.data(), static_cast<std::size_t>(n)}, small_body_bytes)) {
  case HeadState::ready: return admit(fd);
  case HeadState::too_large:
    return refuse(fd, 431,
                  fail(Code::too_large, "head-too-large", "The headers of this call are over 16 KiB."));
  case HeadState::partial: break;
  }
  if (guest.mood == Mood::reading) return;
  guest.mood = Mood::reading;
  guest.until = steady_clock::now() + milliseconds(options_.head_ms);
}

void Porch::admit(int fd) {
  const std::string peer = std::move(guests_[fd].peer);
  guests_.erase(fd);
  epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr);
  if (admit_(fd, peer)) return;
  {
    const std::lock_guard lock(mutex_);
    ++stats_.turned_away;
  }
  add(fd, {peer, Mood::reading, {}});
  refuse(fd, 503,
         fail(Code::unavailable, "server-busy",
              "The store's server has more to do than it can; try again in a second."));
}

void Porch::refuse(int fd, int status, const Error& error) {
  const std::string bytes = plain_reply(problem_with_status(status, error, ""));
  send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);  // it fits, or the client does not read
  shutdown(fd, SHUT_WR);
  Guest& guest = guests_[fd];
  guest.mood = Mood::leaving;
  guest.until = steady_clock::now() + milliseconds(options_.leaving_ms);
  drain(fd, guest);
}

void Porch::drain(int fd, Guest& guest) {
  while (guest.drained < most_drained) {
    const auto n = recv(fd, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) break;
    guest.drained += static_cast<std::size_t>(n);
  }
  end(fd);
}

void Porch::end(int fd) {
  guests_.erase(fd);
  close(fd);  // leaves the epoll set with it
}

void Porch::end_overdue() {
  const auto now = steady_clock::now();
  std::vector<int> slow, over;
  for (const auto& [fd, guest] : guests_)
    if (guest.until <= now) (guest.mood == Mood::reading ? slow : over).push_back(fd);
  for (const int fd : over) end(fd);
  for (const int fd : slow)
    refuse(fd, 408, fail(Code::timeout, "request-timeout", "The call did not arrive within 10 seconds."));
  if (slow.empty()) return;
  const std::lock_guard lock(mutex_);
  stats_.slow_heads += slow.size();
}

}  // namespace outpost::http
