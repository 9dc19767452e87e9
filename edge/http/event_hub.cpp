#include "edge/http/event_hub.hpp"

#include "edge/http/event_stream.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::http {
namespace {

constexpr int socket_buffer_bytes = 32 << 10;  // what the kernel may hold for a client that does not read
constexpr int tick_ms = 500;
constexpr std::size_t most_news =
    65'536;  // the hub is starved: what is beyond is lost, and every screen refetches

}  // namespace

const std::set<std::string>& EventHub::topics() {
  static const std::set<std::string> table = {"cart",  "order", "scan", "device",
                                              "shelf", "bay",   "sync", "alarm"};
  return table;
}

EventHub::EventHub(std::string boot, HubOptions options) : boot_(std::move(boot)), options_(options) {}

EventHub::~EventHub() { stop(); }

void EventHub::start() {
  epoll_fd_ = epoll_create1(EPOLL_CLOEXEC);
  wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event e{};
  e.events = EPOLLIN;
  e.data.fd = wake_fd_;
  epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, wake_fd_, &e);
  thread_ = std::thread([this] { run(); });
}

void EventHub::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  if (!thread_.joinable()) return;
  wake();
  thread_.join();
  for (const auto& [fd, stream] : streams_) close(fd);
  streams_.clear();
  for (const auto& [fd, wish] : newcomers_) close(fd);
  newcomers_.clear();
  close(epoll_fd_);
  close(wake_fd_);
}

void EventHub::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto n = write(wake_fd_, &one, sizeof one);
}

void EventHub::publish(std::string topic, std::string station, std::string json) {
  auto bytes = std::make_shared<const std::string>(std::move(json));
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  ++stats_.events;
  if (news_.size() >= most_news) {
    ++lost_;
    return;
  }
  news_.push_back({0, std::move(topic), std::move(station), std::move(bytes)});
  wake();
}

void EventHub::gauge(std::string key, std::string topic, std::string station, std::string json) {
  auto bytes = std::make_shared<const std::string>("data: " + json + "\n\n");
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  ++stats_.gauges;
  Gauge g{key, std::move(topic), std::move(station), std::move(bytes)};
  new_gauges_.insert_or_assign(std::move(key), std::move(g));
  wake();
}

Result<void> EventHub::check_room() const {
  const std::lock_guard lock(mutex_);
  if (stopping_ || open_ >= options_.most_streams)
    return fail(Code::unavailable, "too-many-streams", "Too many screens are listening; close some pages.");
  return {};
}

Result<void> EventHub::adopt(int fd, StreamWish wish) {
  if (auto room = check_room(); !room.ok()) {
    const std::lock_guard lock(mutex_);
    ++stats_.refused;
    return room;
  }
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &socket_buffer_bytes, sizeof socket_buffer_bytes);
  const std::lock_guard lock(mutex_);
  ++open_;
  newcomers_.emplace_back(fd, std::move(wish));
  wake();
  return {};
}

void EventHub::drop_terminal(const Id& terminal) {
  const std::lock_guard lock(mutex_);
  dropped_.push_back(terminal);
  wake();
}

HubStats EventHub::stats() const {
  const std::lock_guard lock(mutex_);
  HubStats out = stats_;
  out.streams = open_;
  return out;
}

std::string EventHub::id_text(std::uint64_t n) const { return fmt::format("{}-{}", boot_, n); }

void EventHub::run() {
  std::vector<epoll_event> events(options_.most_streams + 1);
  for (;;) {
    const int n = epoll_wait(epoll_fd_, events.data(), static_cast<int>(events.size()), tick_ms);
    for (int i = 0; i < n; ++i) {
      const auto& e = events[static_cast<std::size_t>(i)];
      if (e.data.fd == wake_fd_) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto r = read(wake_fd_, &count, sizeof count);
        continue;
      }
      const auto found = streams_.find(e.data.fd);
      if (found == streams_.end()) continue;
      if (e.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) read_end(*found->second);
      if (e.events & EPOLLOUT) flush(*found->second);
    }
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    take_news();
    ping();
    bury();
  }
}

void EventHub::take_news() {
  std::vector<Event> news;
  std::map<std::string, Gauge> gauges;
  std::vector<std::pair<int, StreamWish>> newcomers;
  std::vector<Id> dropped;
  std::uint64_t lost = 0;
  {
    const std::lock_guard lock(mutex_);
    news.swap(news_), gauges.swap(new_gauges_), newcomers.swap(newcomers_), dropped.swap(dropped_),
        std::swap(lost, lost_);
  }
  for (auto& event : news) {
    event.n = ++last_n_;
    event.bytes = std::make_shared<const std::string>(
        fmt::format("id: {}\ndata: {}\n\n", id_text(event.n), *event.bytes));
    for (auto& [fd, stream] : streams_) offer(*stream, event);
    ring_.push_back(std::move(event));
    if (ring_.size() > options_.ring) ring_.pop_front();
  }
  if (lost > 0) {
    last_n_ += lost;
    ring_.clear();  // whoever comes back with an older id is told to fetch everything
    for (auto& [fd, stream] : streams_) stream->dead = true;
  }
  for (const auto& [key, g] : gauges)
    for (auto& [fd, stream] : streams_)
      if (stream->hears(g.topic, g.station)) stream->gauges[key] = g.bytes;
  for (auto& [fd, wish] : newcomers) {
    make_room(wish.terminal);
    auto stream = std::make_unique<Stream>();
    stream->fd = fd;
    stream->wish = std::move(wish);
    stream->turn = ++last_turn_;
    greet(*stream);
    streams_[fd] = std::move(stream);
  }
  for (const Id& terminal : dropped)
    for (auto& [fd, stream] : streams_)
      if (stream->wish.terminal == terminal) stream->dead = true;
  for (auto& [fd, stream] : streams_) flush(*stream);
}

}  // namespace outpost::http
