// The loop with real sockets, against a ROUTER in the place of edge.
#include "devices/host/loop.hpp"
#include "devices/host/stream_unit.hpp"
#include "tests/devices/host/fakes.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;
using std::chrono::steady_clock;

namespace {

Id id_of(std::uint8_t n) {
  Id id;
  id.bytes[0] = n;
  return id;
}

/// A device process in this one: its loop on a thread of its own.
struct Host {
  std::string dir = (std::filesystem::temp_directory_path() / "outpost-host-XXXXXX").string();
  std::string endpoint;
  SystemClock clock;
  SeededRandom random{1};
  EdgeContext context;
  std::map<std::string, PuppetPort*> ports;
  std::map<std::string, LogDriver*> drivers;
  int stop_fd = ::eventfd(0, EFD_CLOEXEC);
  std::thread thread;
  std::vector<Seat> seats;

  Host() {
    BOOST_REQUIRE(::mkdtemp(dir.data()));
    endpoint = "ipc://" + dir + "/edge.sock";
  }
  ~Host() {
    stop();
    ::close(stop_fd);
    std::filesystem::remove_all(dir);
  }
  void add(const std::string& name, const char* driver) {
    ports[name] = new PuppetPort;
    drivers[name] = new LogDriver;
    auto unit = std::make_unique<StreamUnit>(name, std::unique_ptr<Transport>(ports[name]),
                                             std::unique_ptr<Driver>(drivers[name]), random, "");
    auto socket = EdgeSocket::open(context, name, endpoint);
    BOOST_REQUIRE(socket.ok());
    seats.push_back({name, std::move(unit), std::move(*socket),
                     UnitSession({name, ipc::find_driver(driver), id_of(7), "1", 1})});
  }
  void start() {
    thread = std::thread([this] { Loop(clock, std::move(seats)).run(stop_fd); });
  }
  void stop() {
    if (!thread.joinable()) return;
    const std::uint64_t one = 1;
    if (::write(stop_fd, &one, sizeof one) != 8) std::abort();  // no BOOST_TEST: other threads stop it, too
    thread.join();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_unit_says_hello_is_bound_gets_a_command_and_answers_until_acknowledged) {
  Host host;
  host.add("p1", "escpos");
  FakeEdge edge(host.endpoint);
  host.start();
  const auto hello = edge.hear(ipc::Kind::hello);
  BOOST_TEST(json::parse(hello.body)["driver"] == "escpos");
  edge.say("p1", ipc::Kind::bind, {}, "", R"({"station":"till1","settings":{},"kept":{}})");
  edge.say_raw("p1", "{nonsense");
  edge.say("p1", ipc::Kind::command, id_of(1), "print", R"({"job":{}})");
  edge.say("p1", ipc::Kind::command, id_of(1), "print", R"({"job":{}})");
  const auto first = edge.hear(ipc::Kind::outcome), second = edge.hear(ipc::Kind::outcome);
  BOOST_CHECK(first.id == id_of(1));
  BOOST_TEST(first.seq == second.seq);  // the same outcome said again, not another one
  edge.say("p1", ipc::Kind::ack, id_of(1));
  edge.hear(ipc::Kind::beat);
  host.stop();
  BOOST_TEST(host.drivers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_device_waits_for_edge_and_finds_it_again) {
  Host host;
  host.add("p1", "escpos");
  host.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  for (int i = 0; i < 2; ++i) {
    FakeEdge edge(host.endpoint);
    const auto began = steady_clock::now();
    edge.hear(ipc::Kind::hello);
    edge.hear(ipc::Kind::state);
    BOOST_TEST((steady_clock::now() - began < std::chrono::seconds(2)));
  }
  host.stop();
}

BOOST_AUTO_TEST_CASE(a_flooding_and_a_dead_unit_do_not_delay_the_third) {
  Host host;
  host.add("flood", "shelf_stream");
  host.add("dead", "escpos");
  host.add("good", "escpos");
  host.ports["flood"]->endless = true;
  host.ports["dead"]->open_error = port_fault("port-unreachable");
  FakeEdge edge(host.endpoint);
  host.start();
  for (int i = 0; i < 3; ++i) edge.hear(ipc::Kind::hello);
  double slowest = 0;
  for (std::uint8_t i = 1; i <= 50; ++i) {
    const auto began = steady_clock::now();
    edge.say("good", ipc::Kind::command, id_of(i), "print");
    while (edge.hear(ipc::Kind::outcome).id != id_of(i)) {
    }
    slowest =
        std::max(slowest, std::chrono::duration<double, std::milli>(steady_clock::now() - began).count());
    edge.say("good", ipc::Kind::ack, id_of(i));
  }
  BOOST_TEST_MESSAGE("slowest answer of 50 beside a flood and a dead unit: " << slowest << " ms");
  BOOST_TEST(slowest < 100);
  host.stop();
}

BOOST_AUTO_TEST_CASE(the_last_words_of_a_program_that_ends_still_arrive) {
  Host host;
  host.add("p1", "escpos");
  FakeEdge edge(host.endpoint);
  host.start();
  edge.hear(ipc::Kind::hello);
  edge.say("p1", ipc::Kind::command, id_of(3), "print");
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    host.stop();
  });
  BOOST_CHECK(edge.hear(ipc::Kind::outcome).id == id_of(3));
  stopper.join();
}

BOOST_AUTO_TEST_CASE(bytes_ride_along_with_their_reading) {
  const std::string dir = (std::filesystem::temp_directory_path() / "outpost-blob-XXXXXX").string();
  std::string made = dir;
  BOOST_REQUIRE(::mkdtemp(made.data()));
  const std::string endpoint = "ipc://" + made + "/edge.sock";
  FakeEdge edge(endpoint);
  EdgeContext context;
  auto socket = EdgeSocket::open(context, "c1", endpoint);
  BOOST_REQUIRE(socket.ok());
  ipc::Message m;
  m.kind = ipc::Kind::reading;
  m.unit = "c1";
  m.name = "preview";
  m.seq = 1;
  m.blob = std::string("\xFF\xD8\0\xFF", 4);
  bool sent = false;
  for (int i = 0; i < 200 && !sent; ++i) {  // the handshake takes a moment
    sent = (*socket)->send(m);
    if (!sent) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_REQUIRE(sent);
  BOOST_TEST(edge.hear().blob == m.blob);
  m.blob.clear();
  BOOST_REQUIRE((*socket)->send(m));
  BOOST_TEST(edge.hear().blob == "");
  std::filesystem::remove_all(made);
}
