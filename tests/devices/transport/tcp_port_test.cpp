#include "devices/transport/tcp_port.hpp"
#include "tests/devices/transport/harness.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <unistd.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Server {
  int listener = -1, peer = -1;
  std::string port;

  explicit Server(int backlog = 8) {
    listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    BOOST_REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
    BOOST_REQUIRE(::listen(listener, backlog) == 0);
    socklen_t n = sizeof a;
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&a), &n);
    port = std::to_string(ntohs(a.sin_port));
  }
  ~Server() {
    hang_up();
    ::close(listener);
  }
  void accept() { peer = ::accept(listener, nullptr, nullptr); }
  void hang_up() {
    if (peer >= 0) ::close(peer);
    peer = -1;
  }
  void reset() {
    const linger now{1, 0};
    ::setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    hang_up();
  }
};

/// Opens and waits until the port is open or says why not.
std::string open(TcpPort& port) {
  std::string error = error_of(port.open(0));
  if (!error.empty()) return error;
  soon([&] {
    error = error_of(port.step(0));
    return !error.empty() || port.link() == Link::open;
  });
  return error;
}

int option(const TcpPort& port, int level, int name) {
  int value = 0;
  socklen_t n = sizeof value;
  ::getsockopt(port.wait(0, false).fd, level, name, &value, &n);
  return value;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_peer_is_connected_and_talked_to) {
  Server server;
  TcpPort port({"127.0.0.1", server.port});
  BOOST_TEST(open(port) == "");
  server.accept();
  BOOST_TEST(*port.write(as_bytes("hello"), 0) == 5u);
  char heard[5];
  BOOST_TEST(::recv(server.peer, heard, 5, MSG_WAITALL) == 5);
  BOOST_TEST(::send(server.peer, "back", 4, 0) == 4);
  BOOST_TEST(read_from(port, 4) == "back");
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_beside_the_loop) {
  Server server;
  addrinfo* found = nullptr;
  if (::getaddrinfo("localhost", nullptr, nullptr, &found) == 0) {
    ::freeaddrinfo(found);
    TcpPort port({"localhost", server.port});
    BOOST_TEST(open(port) == "");
  } else {
    BOOST_TEST_MESSAGE("left out: this machine has no name for itself (no /etc/hosts)");
  }
  TcpPort nobody({"no-such-host.invalid", server.port});
  BOOST_TEST(nobody.open(0).ok());  // comes back at once, whatever the name server does
  BOOST_CHECK(nobody.link() == Link::opening);
  BOOST_TEST(error_of(nobody.step(4 * us_per_s)) == "port-unreachable");
}

BOOST_AUTO_TEST_CASE(a_peer_that_closes_resets_or_refuses_is_unreachable) {
  Server server;
  for (const bool reset : {false, true}) {
    TcpPort port({"127.0.0.1", server.port});
    BOOST_REQUIRE(open(port) == "");
    server.accept();
    reset ? server.reset() : server.hang_up();
    std::string error;
    read_from(port, 1, &error);
    BOOST_TEST(error == "port-unreachable");
  }
  std::string closed;
  {
    Server gone;
    closed = gone.port;
  }
  TcpPort refused({"127.0.0.1", closed});
  BOOST_TEST(open(refused) == "port-unreachable");
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_answers_the_handshake_is_given_up_in_time) {
  Server full(0);
  std::vector<std::unique_ptr<TcpPort>> crowd;  // fills the queue of a server that accepts nobody
  for (int i = 0; i < 4; ++i) {
    crowd.push_back(std::make_unique<TcpPort>(HostPort{"127.0.0.1", full.port}));
    BOOST_TEST(crowd.back()->open(0).ok());
  }
  TcpPort port({"127.0.0.1", full.port});
  BOOST_TEST(port.open(0).ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  BOOST_TEST(port.step(2 * us_per_s).ok());
  BOOST_REQUIRE(port.link() == Link::opening);
  BOOST_TEST(*port.wait(0, false).until == 3 * us_per_s);
  BOOST_TEST(error_of(port.step(3 * us_per_s)) == "port-unreachable");
}

BOOST_AUTO_TEST_CASE(a_silent_peer_is_kept_and_probed) {
  Server server;
  TcpPort port({"127.0.0.1", server.port});
  BOOST_REQUIRE(open(port) == "");
  server.accept();
  std::array<std::uint8_t, 16> buffer;
  for (int i = 0; i < 50; ++i) BOOST_TEST(*port.read(buffer, i * us_per_s) == 0u);
  // A peer that lost its power says nothing either: the kernel's probes tell the two apart within 5 + 3 x 2
  // s.
  BOOST_TEST(option(port, SOL_SOCKET, SO_KEEPALIVE) == 1);
  BOOST_TEST(option(port, IPPROTO_TCP, TCP_KEEPIDLE) == 5);
  BOOST_TEST(option(port, IPPROTO_TCP, TCP_KEEPINTVL) == 2);
  BOOST_TEST(option(port, IPPROTO_TCP, TCP_KEEPCNT) == 3);
  BOOST_TEST(option(port, IPPROTO_TCP, TCP_USER_TIMEOUT) == 30'000);
  BOOST_TEST(option(port, IPPROTO_TCP, TCP_NODELAY) != 0);
}

BOOST_AUTO_TEST_CASE(a_peer_that_takes_nothing_makes_write_return_nothing) {
  Server server;
  TcpPort port({"127.0.0.1", server.port});
  BOOST_REQUIRE(open(port) == "");
  server.accept();
  const Bytes block(64 << 10, 0x55);
  std::size_t taken = 1, total = 0;
  while (taken > 0 && total < (64u << 20)) {
    taken = *port.write(block, 0);
    total += taken;
  }
  BOOST_TEST(taken == 0u);
  BOOST_TEST(port.wait(0, true).writable);
}
