// The hub's side of each stream: greeting, queue, gauges, pings, and the end of those who do not read.
#include "edge/http/event_stream.hpp"
#include "edge/http/plain_reply.hpp"

#include <cerrno>
#include <charconv>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outpost::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int reconnect_ms = 1'000;

}  // namespace

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

/// Before one more stream of this terminal.
void EventHub::make_room(const Id& terminal) {
  std::size_t open = 0;
  Stream* oldest = nullptr;
  for (auto& [fd, s] : streams_) {
    if (s->dead || s->wish.terminal != terminal) continue;
    ++open;
    if (!oldest || s->turn < oldest->turn) oldest = s.get();
  }
  if (open >= options_.most_of_terminal) oldest->dead = true;
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
