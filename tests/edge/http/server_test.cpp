// The porch and its workers, without any of the store's routes.
#include "edge/http/problem.hpp"
#include "edge/http/server.hpp"
#include "tests/edge/http/client.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <thread>

using namespace outpost;
using namespace outpost::http;
using test::Call;
using test::Wire;

namespace {

/// Echoes the body's length; "/slow" takes a moment; "/unread" leaves its body alone.
void echo(Exchange& x) {
  if (x.request().path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
  if (x.request().path == "/throw") throw std::runtime_error("planted");
  std::size_t bytes = 0;
  if (x.request().path != "/unread") {
    const auto body = x.read_body(max_body_bytes, x.request().path == "/patient" ? 60'000 : 1'000,
                                  [&](std::string_view piece) {
                                    bytes += piece.size();
                                    return Result<void>();
                                  });
    if (!body.ok()) return x.send(problem(body.error(), x.request().path));
  }
  x.send(Reply::json(200, std::to_string(bytes)));
}

struct Running {
  explicit Running(ServerOptions options = {}) : server(options, echo) {
    BOOST_REQUIRE(server.listen().ok());
    server.start();
    port = server.port();
  }
  Server server;
  int port = 0;
};

ServerOptions quick() {
  ServerOptions o;
  o.threads = 4;
  o.porch.head_ms = 400;
  o.porch.keep_alive_ms = 400;
  return o;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server)

BOOST_AUTO_TEST_CASE(serves_several_calls_on_one_connection) {
  Running r;
  Wire wire(r.port);
  for (int i = 0; i < 20; ++i) {
    const auto a =
        test::call(wire, r.port, {"POST", "/", std::string(static_cast<std::size_t>(i) * 1'000, 'x')});
    BOOST_TEST(a.status == 200);
    BOOST_TEST(a.body == std::to_string(i * 1'000));
    BOOST_TEST(!a.closed);
    BOOST_TEST(a.headers.at("x-content-type-options") == "nosniff");
    BOOST_TEST(a.headers.at("content-security-policy").starts_with("default-src 'self'"));
  }
}

BOOST_AUTO_TEST_CASE(idle_connections_hold_no_worker) {
  ServerOptions o;
  o.threads = 4;  // 120 idle ones would hold them thirty times over
  Running r(o);
  std::vector<Wire> fresh, kept;
  for (int i = 0; i < 120; ++i) fresh.emplace_back(r.port);
  for (int i = 0; i < 60; ++i) {
    kept.emplace_back(r.port);
    BOOST_TEST(test::call(kept.back(), r.port, {}).status == 200);
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) BOOST_TEST(test::call(r.port, {}).status == 200);
  BOOST_TEST((std::chrono::steady_clock::now() - begin) <
             std::chrono::seconds(5));  // one idle connection alone would hold a worker for ten
  BOOST_TEST(r.server.stats().porch.guests >= 120u);
}

BOOST_AUTO_TEST_CASE(a_silent_or_slow_head_is_ended_in_time) {
  Running r(quick());
  Wire silent(r.port), slow(r.port);
  slow.write("GET / HTTP/1.1\r\nHost: x\r\n");
  for (int i = 0; i < 3; ++i) {  // a byte now and then does not extend the time
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    slow.write("A");
  }
  BOOST_TEST(slow.read(8'000).status == 408);
  BOOST_TEST(silent.closed_within(8'000));
}

BOOST_AUTO_TEST_CASE(a_kept_connection_is_ended_when_idle) {
  Running r(quick());
  Wire wire(r.port);
  BOOST_TEST(test::call(wire, r.port, {}).status == 200);
  BOOST_TEST(wire.closed_within(8'000));
}

BOOST_AUTO_TEST_CASE(slow_bodies_hold_no_worker) {
  Running r(quick());
  std::vector<Wire> slow;
  for (int i = 0; i < 20; ++i) {
    slow.emplace_back(r.port);
    slow.back().write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this");
  }
  BOOST_TEST(test::call(r.port, {}).status == 200);
  BOOST_TEST(slow[0].read(8'000).status == 408);
}

BOOST_AUTO_TEST_CASE(a_body_that_stops_is_ended) {
  Running r(quick());
  Wire wire(r.port);
  wire.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nonly this");
  BOOST_TEST(wire.read(8'000).status == 503);
}

BOOST_AUTO_TEST_CASE(too_large_a_body_is_told_so_although_unread) {
  Running r;
  Wire wire(r.port);
  const auto a = test::call(wire, r.port, {"POST", "/", std::string(10 << 20, 'x')});
  BOOST_TEST(a.status == 413);
  BOOST_TEST(a.closed);
  Wire other(r.port);
  BOOST_TEST(test::call(other, r.port, {"POST", "/unread", std::string(100'000, 'x')}).status == 200);
}

BOOST_AUTO_TEST_CASE(too_large_a_head_is_refused) {
  Running r;
  Wire wire(r.port);
  wire.write("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x'));
  BOOST_TEST(wire.read().status == 431);
}

const char* const broken[] = {
    "\r\n\r\n",
    "GET\r\n\r\n",
    "GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
    "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
};

BOOST_DATA_TEST_CASE(broken_requests_are_refused, boost::unit_test::data::make(broken), bytes) {
  Running r;
  Wire wire(r.port);
  wire.write(bytes);
  BOOST_TEST(wire.read().status == 400);
  BOOST_TEST(test::call(r.port, {}).status == 200);
}

BOOST_AUTO_TEST_CASE(more_calls_than_room_get_503) {
  ServerOptions o;
  o.threads = 2;
  o.most_waiting = 2;
  Running r(o);
  std::vector<Wire> wires;
  for (int i = 0; i < 12; ++i) {
    wires.emplace_back(r.port);
    wires.back().write(text_of(Call{"GET", "/slow"}, r.port));
  }
  int ok = 0, busy = 0;
  for (auto& w : wires) {
    const auto a = w.read();
    ok += a.status == 200;
    busy += a.status == 503;
    if (a.status == 503) BOOST_TEST(a.headers.at("retry-after") == "1");
  }
  BOOST_TEST(ok + busy == 12);
  BOOST_TEST(ok >= 2);  // what waits is served; how many more depends on how fast the workers wake
  BOOST_TEST(busy >= 1);
}

BOOST_AUTO_TEST_CASE(a_guest_too_many_takes_the_place_of_the_most_idle) {
  ServerOptions o;
  o.porch.most_guests = 50;
  Running r(o);
  std::vector<Wire> wires;
  for (int i = 0; i < 200; ++i) wires.emplace_back(r.port);
  BOOST_TEST(test::call(r.port, {}).status == 200);
  BOOST_TEST(r.server.stats().porch.evicted >= 100u);
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_is_a_500) {
  Running r;
  BOOST_TEST(test::call(r.port, {"GET", "/throw"}).status == 500);
}

BOOST_AUTO_TEST_CASE(a_slow_upload_does_not_delay_the_stop) {
  auto r = std::make_unique<Running>();
  Wire wire(r->port);
  wire.write("POST /patient HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nonly this");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto begin = std::chrono::steady_clock::now();
  r.reset();
  BOOST_TEST((std::chrono::steady_clock::now() - begin) < std::chrono::seconds(5));
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_one_sentence) {
  Running r;
  ServerOptions o;
  o.port = r.port;
  Server second(o, echo);
  const auto end = second.listen();
  BOOST_REQUIRE(!end.ok());
  BOOST_TEST(end.error().name == "port-in-use");
  BOOST_TEST(end.error().text.find(std::to_string(r.port)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(waits_for_continue) {
  Running r;
  Wire wire(r.port);
  wire.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(wire.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
  wire.write("hello");
  BOOST_TEST(wire.read().body == "5");
}

BOOST_AUTO_TEST_SUITE_END()
