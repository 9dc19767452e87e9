#include "edge/http/event_hub.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace outpost;
using namespace outpost::http;

namespace {

/// One end of a stream; the hub has the other.
struct Listener {
  Listener(EventHub& hub, StreamWish wish) {
    int ends[2];
    BOOST_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    mine = ends[0];
    adopted = hub.adopt(ends[1], std::move(wish));
    if (!adopted.ok()) close(ends[1]);
  }
  ~Listener() { hang_up(); }
  Listener(const Listener&) = delete;
  void hang_up() {
    if (mine >= 0) close(std::exchange(mine, -1));
  }
  bool read_some(int timeout_ms) {
    pollfd p{mine, POLLIN, 0};
    if (poll(&p, 1, timeout_ms) <= 0) return false;
    char piece[65536];
    const auto n = recv(mine, piece, sizeof piece, 0);
    if (n <= 0) return closed = true, false;
    text.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  bool wait_for(std::string_view what, int timeout_ms = 20'000) {
    while (text.find(what) == std::string::npos)
      if (!read_some(timeout_ms)) return false;
    return true;
  }
  bool wait_closed(int timeout_ms = 20'000) {
    while (read_some(timeout_ms)) {
    }
    return closed;
  }
  int mine = -1;
  Result<void> adopted;
  std::string text;
  bool closed = false;
};

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

template <class F> bool eventually(F f) {
  for (int i = 0; i < 300; ++i) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

struct Running {
  explicit Running(HubOptions o = {}) : hub("boot1", o) { hub.start(); }
  EventHub hub;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(event_hub)

BOOST_AUTO_TEST_CASE(sends_events_with_ids_in_order) {
  Running r;
  Listener l(r.hub, {});
  BOOST_REQUIRE(l.wait_for("id: boot1-0\n\n"));
  BOOST_TEST(l.text.find("Content-Type: text/event-stream") != std::string::npos);
  for (int i = 1; i <= 100; ++i) r.hub.publish("cart", "till1", "{\"n\":" + std::to_string(i) + "}");
  BOOST_REQUIRE(l.wait_for("id: boot1-100\ndata: {\"n\":100}\n\n"));
  BOOST_TEST(count(l.text, "data: ") == 100u);
  BOOST_TEST(l.text.find("{\"n\":1}") < l.text.find("{\"n\":2}"));
}

BOOST_AUTO_TEST_CASE(filters_by_station_and_topic) {
  Running r;
  Listener kiosk(r.hub, {.station = "kiosk1"}), carts(r.hub, {.topics = {"cart"}});
  BOOST_REQUIRE(kiosk.wait_for("id: boot1-0") && carts.wait_for("id: boot1-0"));
  r.hub.publish("cart", "kiosk2", "{\"other\":1}");
  r.hub.publish("cart", "kiosk1", "{\"own\":1}");
  r.hub.publish("sync", "", "{\"all\":1}");
  r.hub.publish("cart", "kiosk1", "{\"last\":1}");
  BOOST_REQUIRE(kiosk.wait_for("last") && carts.wait_for("last"));
  BOOST_TEST(count(kiosk.text, "other") == 0u);
  BOOST_TEST(count(kiosk.text, "own") == 1u);
  BOOST_TEST(count(kiosk.text, "all\"") == 1u);
  BOOST_TEST(count(carts.text, "other") == 1u);
  BOOST_TEST(count(carts.text, "all\"") == 0u);
}

BOOST_AUTO_TEST_CASE(replays_what_was_missed) {
  Running r;
  for (int i = 1; i <= 10; ++i) r.hub.publish("cart", "", "{\"n\":" + std::to_string(i) + "}");
  Listener l(r.hub, {.last_event_id = "boot1-4"});
  BOOST_REQUIRE(l.wait_for("{\"n\":10}"));
  BOOST_TEST(count(l.text, "data: ") == 6u);
  BOOST_TEST(count(l.text, "reset") == 0u);
  r.hub.publish("cart", "", "{\"n\":11}");
  BOOST_REQUIRE(l.wait_for("{\"n\":11}"));
  BOOST_TEST(count(l.text, "data: ") == 7u);
}

BOOST_AUTO_TEST_CASE(says_reset_when_the_id_is_of_another_run_too_old_or_nonsense) {
  Running r({.ring = 16});
  for (int i = 1; i <= 100; ++i) r.hub.publish("cart", "", "{}");
  for (const char* id : {"boot0-99", "boot1-1", "boot1-83", "boot1-101", "boot1-", "boot1-x", "nonsense"}) {
    Listener l(r.hub, {.last_event_id = id});
    BOOST_REQUIRE_MESSAGE(l.wait_for("event: reset\ndata: {}\n\n"), id);
    BOOST_TEST(l.text.find("id: boot1-100\n") != std::string::npos);
  }
  Listener oldest(r.hub, {.last_event_id = "boot1-84"});
  BOOST_REQUIRE(oldest.wait_for("id: boot1-100\ndata"));
  BOOST_TEST(count(oldest.text, "data: ") == 16u);
}

BOOST_AUTO_TEST_CASE(a_long_replay_is_paced_and_whole) {
  Running r;
  const std::string large(2'000, 'x');  // 1,000 of them are thirty queues long
  for (int i = 1; i <= 1'000; ++i) r.hub.publish("order", "", "{\"x\":\"" + large + "\"}");
  Listener l(r.hub, {.last_event_id = "boot1-0"});
  BOOST_REQUIRE(l.wait_for("id: boot1-1000\n"));
  BOOST_TEST(count(l.text, "data: ") >= 999u);
  r.hub.publish("order", "", "{\"after\":1}");
  BOOST_REQUIRE(l.wait_for("after"));
  for (int i = 1; i <= 1'000; ++i)
    BOOST_REQUIRE(count(l.text, "id: boot1-" + std::to_string(i) + "\n") == 1u);
}

BOOST_AUTO_TEST_CASE(a_reader_that_stops_is_closed_and_hurts_nobody) {
  Running r;
  Listener slow(r.hub, {}), quick(r.hub, {});
  BOOST_REQUIRE(slow.wait_for("id: boot1-0") && quick.wait_for("id: boot1-0"));
  const std::string large(4'000, 'x');
  for (int i = 1; i <= 500; ++i) {
    r.hub.publish("cart", "", "{\"x\":\"" + large + "\"}");
    BOOST_REQUIRE(quick.wait_for("id: boot1-" + std::to_string(i) + "\n"));
    quick.text.clear();
  }
  BOOST_TEST(eventually([&] { return r.hub.stats().slow_closed == 1; }));
  BOOST_TEST(slow.wait_closed());
  BOOST_TEST(eventually([&] { return r.hub.stats().streams == 1; }));
}

BOOST_AUTO_TEST_CASE(of_a_gauge_only_the_newest_reaches_a_slow_reader) {
  Running r;
  Listener l(r.hub, {});
  BOOST_REQUIRE(l.wait_for("id: boot1-0"));
  const std::string large(1'000, 'x');
  for (int i = 1; i <= 5'000; ++i)
    r.hub.gauge("shelf1", "shelf", "", "{\"g\":" + std::to_string(i) + ",\"x\":\"" + large + "\"}");
  BOOST_REQUIRE(l.wait_for("{\"g\":5000"));
  BOOST_TEST(count(l.text, "data: ") < 1'000u);
  BOOST_TEST(count(l.text, "id: ") == 1u);  // gauges carry none
  BOOST_TEST(r.hub.stats().slow_closed == 0u);
}

BOOST_AUTO_TEST_CASE(notices_who_hangs_up) {
  Running r;
  Listener l(r.hub, {});
  BOOST_REQUIRE(l.wait_for("id:"));
  l.hang_up();
  BOOST_TEST(eventually([&] { return r.hub.stats().streams == 0; }));
}

BOOST_AUTO_TEST_CASE(pings_and_closes_who_takes_nothing) {
  Running r({.ping_ms = 100});
  Listener l(r.hub, {});
  BOOST_TEST(l.wait_for(": ping\n\n"));
}

BOOST_AUTO_TEST_CASE(has_a_bound_on_streams) {
  Running r({.most_streams = 3});
  Listener a(r.hub, {}), b(r.hub, {}), c(r.hub, {}), d(r.hub, {});
  BOOST_TEST(a.adopted.ok());
  BOOST_TEST(c.adopted.ok());
  BOOST_REQUIRE(!d.adopted.ok());
  BOOST_TEST(d.adopted.error().name == "too-many-streams");
  BOOST_REQUIRE(a.wait_for("id:"));
  a.hang_up();
  BOOST_TEST(eventually([&] { return r.hub.check_room().ok(); }));
}

BOOST_AUTO_TEST_CASE(one_terminal_cannot_take_the_places_of_the_others) {
  Running r({.most_streams = 8, .most_of_terminal = 3});
  Id kiosk, till;
  kiosk.bytes[0] = 1, till.bytes[0] = 2;
  Listener own(r.hub, {.terminal = till});
  BOOST_REQUIRE(own.wait_for("id:"));
  std::vector<std::unique_ptr<Listener>> many;
  for (std::size_t i = 0; i < 12; ++i) {
    many.push_back(std::make_unique<Listener>(r.hub, StreamWish{.terminal = kiosk}));
    BOOST_REQUIRE(many[i]->adopted.ok());
    BOOST_REQUIRE(many[i]->wait_for("id:"));
    if (i >= 3) BOOST_TEST(many[i - 3]->wait_closed());  // the oldest, and no other
  }
  BOOST_TEST(eventually([&] { return r.hub.stats().streams == 4; }));
  r.hub.publish("cart", "", "{\"still\":1}");
  BOOST_TEST(own.wait_for("still"));
  for (std::size_t i = 9; i < 12; ++i) BOOST_TEST(many[i]->wait_for("still"));
}

BOOST_AUTO_TEST_CASE(a_revoked_terminal_goes_silent) {
  Running r;
  Id one, two;
  one.bytes[0] = 1, two.bytes[0] = 2;
  Listener a(r.hub, {.terminal = one}), b(r.hub, {.terminal = two});
  BOOST_REQUIRE(a.wait_for("id:") && b.wait_for("id:"));
  r.hub.drop_terminal(one);
  BOOST_TEST(a.wait_closed());
  r.hub.publish("cart", "", "{\"still\":1}");
  BOOST_TEST(b.wait_for("still"));
}

BOOST_AUTO_TEST_CASE(stops_with_listeners_connected) {
  auto r = std::make_unique<Running>();
  Listener l(r->hub, {});
  BOOST_REQUIRE(l.wait_for("id:"));
  r.reset();
  BOOST_TEST(l.wait_closed());
}

BOOST_AUTO_TEST_SUITE_END()
