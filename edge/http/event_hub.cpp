#include "edge/http/event_hub.hpp"

#include "edge/http/plain_reply.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int socket_buffer_bytes = 32 << 10;  // what the kernel may hold for a client that does not read
constexpr int reconnect_ms = 1'000;
constexpr int tick_ms = 500;
constexpr std::size_t most_news =
    65'536;  // the hub is starved: what is beyond is lost, and every screen refetches

}  // namespace

struct EventHub::Stream {
  int fd;
  StreamWish wish;
  std::string out;         // bytes that the socket did not take yet
  std::uint64_t seen = 0;  // every event up to this one was considered
  bool live = true;        // false: being fed from the ring
  bool wants_write = false, dead = false;
  std::map<std::string, std::shared_ptr<const std::string>> gauges;  // newest of each, waiting for room
  steady_clock::time_point last_sent = steady_clock::now();

  bool hears(const std::string& topic, const std::string& station) const {
    return (wish.topics.empty() || wish.topics.contains(topic)) &&
           (wish.station.empty() || station.empty() || station == wish.station);
  }
};

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
    auto stream = std::make_unique<Stream>();
    stream->fd = fd;
    stream->wish = std::move(wish);
    greet(*stream);
    streams_[fd] = std::move(stream);
  }
  for (const Id& terminal : dropped)
    for (auto& [fd, stream] : streams_)
      if (stream->wish.terminal == terminal) stream->dead = true;
  for (auto& [fd, stream] : streams_) flush(*stream);
}

/// The head, then what was missed, or `reset` when that cannot be known.
void EventHub::greet(Stream& s) {
  epoll_event e{};
  e.events = EPOLLIN | EPOLLRDHUP;
  e.data.fd = s.fd;
  epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, s.fd, &e);
  s.out = stream_head() + fmt::format("retry: {}\n", reconnect_ms);
  s.seen = last_n_;
  const std::string_view last = s.wish.last_event_id;
  std::uint64_t n = 0;
  bool known = last.starts_with(boot_ + "-");
  if (known) {
    const auto digits = last.substr(boot_.size() + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    const std::uint64_t oldest = ring_.empty() ? last_n_ + 1 : ring_.front().n;
    known = read.ec == std::errc() && read.ptr == digits.data() + digits.size() && n <= last_n_ &&
            n + 1 >= oldest;
  }
  if (known) {
    s.seen = n;
    s.live = n == last_n_;
    s.out += "\n";
    return;
  }
  s.out += fmt::format("id: {}\n", id_text(last_n_));
  if (!last.empty()) {
    s.out += "event: reset\ndata: {}\n";
    const std::lock_guard lock(mutex_);
    ++stats_.resets;
  }
  s.out += "\n";
}

void EventHub::offer(Stream& s, const Event& event) {
  if (!s.live || s.dead) return;  // a stream that is fed from the ring finds it there
  s.seen = event.n;
  if (!s.hears(event.topic, event.station)) return;
  if (!s.out.empty() && s.out.size() + event.bytes->size() > options_.queue_bytes) {
    s.dead = true;  // it does not read: closed, and it comes back with its last id
    const std::lock_guard lock(mutex_);
    ++stats_.slow_closed;
    return;
  }
  s.out += *event.bytes;
}

/// Fills an empty queue: from the ring for one who is catching up, then with the newest gauges.
void EventHub::refill(Stream& s) {
  if (!s.live) {
    if (!ring_.empty() && s.seen + 1 < ring_.front().n) {
      s.dead = true;  // the ring overtook it
      return;
    }
    for (const auto& event : ring_) {
      if (event.n <= s.seen) continue;
      if (s.out.size() >= options_.queue_bytes) return;
      s.seen = event.n;
      if (s.hears(event.topic, event.station)) s.out += *event.bytes;
    }
    s.live = true;
  }
  for (auto& [key, bytes] : s.gauges) s.out += *bytes;
  s.gauges.clear();
}

void EventHub::flush(Stream& s) {
  while (!s.dead) {
    if (s.out.empty()) refill(s);
    if (s.out.empty()) break;
    const auto n = send(s.fd, s.out.data(), s.out.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) {
      s.out.erase(0, static_cast<std::size_t>(n));
      s.last_sent = steady_clock::now();
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return watch_writable(s, true);
    } else {
      s.dead = true;
    }
  }
  watch_writable(s, false);
}

void EventHub::watch_writable(Stream& s, bool on) {
  if (s.wants_write == on || s.dead) return;
  s.wants_write = on;
  epoll_event e{};
  e.events = EPOLLIN | EPOLLRDHUP | (on ? EPOLLOUT : 0u);
  e.data.fd = s.fd;
  epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, s.fd, &e);
}

void EventHub::read_end(Stream& s) {
  char ignored[512];  // a listener has nothing to say
  const auto n = recv(s.fd, ignored, sizeof ignored, MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) s.dead = true;
}

void EventHub::ping() {
  const auto now = steady_clock::now();
  for (auto& [fd, s] : streams_) {
    if (now - s->last_sent < milliseconds(options_.ping_ms)) continue;
    if (!s->out.empty()) {  // nothing was taken for a whole interval: nobody is there
      s->dead = true;
      continue;
    }
    s->out = ": ping\n\n";
    flush(*s);
  }
}

void EventHub::bury() {
  std::size_t gone = 0;
  for (auto i = streams_.begin(); i != streams_.end();) {
    if (!i->second->dead) {
      ++i;
      continue;
    }
    close(i->first);
    i = streams_.erase(i);
    ++gone;
  }
  if (gone == 0) return;
  const std::lock_guard lock(mutex_);
  open_ -= gone;
}

}  // namespace outpost::http
