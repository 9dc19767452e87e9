// A line and its driver: opening, losing, opening again, bounds.
#include "devices/host/stream_unit.hpp"
#include "tests/devices/host/fakes.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

namespace {

struct Bench {
  SeededRandom random{1};
  PuppetPort* port = new PuppetPort;
  LogDriver* driver = new LogDriver;
  StreamUnit unit;

  explicit Bench(const std::string& node = "")
      : unit("u", std::unique_ptr<Transport>(port), std::unique_ptr<Driver>(driver), random, node) {}
  Micros due(Micros now) {
    std::vector<Wait> waits;
    unit.wait(now, waits);
    Micros t = INT64_MAX;
    for (const auto& w : waits) t = std::min(t, w.until.value_or(INT64_MAX));
    return t;
  }
  State state() { return unit.snapshot().status.state; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_port_is_opened_read_written_and_told_to_the_driver) {
  Bench b;
  BOOST_CHECK(b.state() == State::opening);
  b.port->input = "hello";
  b.unit.step(0);
  BOOST_TEST(b.driver->log == "open ");
  BOOST_TEST(b.driver->heard == "hello");
  BOOST_CHECK(b.state() == State::ready);
  b.driver->send(as_bytes("0123456789"));
  b.port->room = 4;
  b.unit.step(1);
  BOOST_TEST(b.port->output == "0123");
  b.port->room = 100;
  b.unit.step(2);
  BOOST_TEST(b.port->output == "0123456789");
}

BOOST_AUTO_TEST_CASE(a_lost_port_is_closed_shown_and_opened_again_ever_more_slowly) {
  Bench b;
  b.unit.step(0);
  b.port->lost = port_fault("port-unplugged");
  b.port->open_error = port_fault("port-absent");
  b.unit.step(us_per_s);
  BOOST_TEST(b.driver->log == "open close ");
  BOOST_CHECK(b.state() == State::absent);
  Micros now = us_per_s, last = 0;
  for (int i = 0; i < 8; ++i) {
    const Micros pause = b.due(now) - now;
    BOOST_TEST(pause > 0);
    BOOST_TEST(pause <= 2'400 * us_per_ms);  // and no slower: somebody waits for the device
    if (i < 3) BOOST_TEST(pause > last);
    last = pause;
    now += pause;
    b.unit.step(now);
  }
  BOOST_TEST(b.port->opens == 9);
  b.port->open_error.reset();
  b.unit.step(b.due(now));
  BOOST_CHECK(b.state() == State::ready);
  BOOST_TEST(b.driver->log == "open close open ");
}

BOOST_AUTO_TEST_CASE(every_error_of_a_port_has_its_state) {
  for (const auto& [name, state] : {std::pair{"port-absent", State::absent},
                                    {"port-unplugged", State::absent},
                                    {"port-unreachable", State::unreachable},
                                    {"port-io", State::unreachable},
                                    {"port-denied", State::faulted},
                                    {"port-busy", State::faulted},
                                    {"bad-port", State::faulted}}) {
    Bench b;
    b.port->open_error = port_fault(name);
    b.unit.step(0);
    BOOST_TEST_CONTEXT(name) { BOOST_CHECK(b.state() == state); }
    BOOST_TEST(b.unit.snapshot().status.reason == name);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_port_is_not_tried_again_and_a_busy_one_after_ten_seconds) {
  Bench wrong;
  wrong.port->open_error = port_fault("bad-port");
  wrong.unit.step(0);
  wrong.unit.step(1'000 * us_per_s);
  BOOST_TEST(wrong.port->opens == 1);
  Bench busy;
  busy.port->open_error = port_fault("port-busy");
  busy.unit.step(0);
  BOOST_TEST(busy.due(0) == 10 * us_per_s);
}

BOOST_AUTO_TEST_CASE(a_refused_permission_is_asked_again_only_when_the_node_changes) {
  const auto path =
      (std::filesystem::temp_directory_path() / ("outpost-node-" + std::to_string(::getpid()))).string();
  std::ofstream(path) << "x";
  Bench b(path);
  b.port->open_error = port_fault("port-denied");
  b.unit.step(0);
  for (Micros now = 0; now < 100 * us_per_s; now += us_per_s) b.unit.step(now);
  BOOST_TEST(b.port->opens == 1);
  ::chmod(path.c_str(), 0600);  // as udev does a moment after the node was made
  b.port->open_error.reset();
  b.unit.step(101 * us_per_s);
  b.unit.step(102 * us_per_s);
  BOOST_CHECK(b.state() == State::ready);
  std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(a_flooding_device_is_read_no_faster_than_its_bound) {
  Bench b;
  b.port->endless = true;
  int turns = 0;
  for (Micros now = 0; now < us_per_s; now += us_per_ms / 10, ++turns) {
    b.unit.step(now);
    if (b.due(now) > now) break;  // calm until the next second
  }
  BOOST_TEST(static_cast<std::int64_t>(b.driver->heard.size()) >= StreamUnit::max_bytes_per_s);
  BOOST_TEST(static_cast<std::int64_t>(b.driver->heard.size()) <
             StreamUnit::max_bytes_per_s + static_cast<std::int64_t>(max_read_bytes));
  BOOST_TEST(b.unit.snapshot().counters.at("floods") == 1);
}

BOOST_AUTO_TEST_CASE(the_driver_is_ticked_when_it_asks_also_without_a_port) {
  Bench b;
  b.port->open_error = port_fault("port-absent");
  b.driver->due = 5'000;
  b.unit.step(0);
  BOOST_TEST(b.due(0) == 5'000);
  b.unit.step(5'000);
  BOOST_REQUIRE(b.driver->ticks.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_driver_may_ask_for_a_fresh_start) {
  Bench b;
  b.unit.step(0);
  b.driver->ask_reopen();
  b.unit.step(1);
  BOOST_TEST(b.driver->log == "open close ");
  b.unit.step(us_per_s);
  BOOST_TEST(b.driver->log == "open close open ");
}
