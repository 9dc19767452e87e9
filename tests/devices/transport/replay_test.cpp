#include "devices/transport/replay_port.hpp"
#include "tests/devices/transport/harness.hpp"

#include <fstream>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

BOOST_AUTO_TEST_CASE(a_capture_is_read_line_by_line) {
  const auto r = parse_replay(
      "# a comment\n\n0 > \"ATZ\\r\"\r\n812 < \"\\r\\rELM\\x20v1\\\"\\\\\\0\"\n3 < 0D 0D 3e\n9 ! unplug\n");
  BOOST_REQUIRE(r.ok());
  BOOST_REQUIRE(r->size() == 4u);
  BOOST_TEST(text((*r)[0].bytes) == "ATZ\r");
  BOOST_TEST((*r)[1].after_us == 812'000);
  BOOST_TEST(text((*r)[1].bytes) == std::string("\r\rELM v1\"\\\0", 11));
  BOOST_TEST(text((*r)[2].bytes) == "\r\r>");
  BOOST_CHECK((*r)[3].kind == ReplayStep::Kind::unplug);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_written_is_read_as_the_same) {
  for (const auto& step :
       {ReplayStep{ReplayStep::Kind::from_device, 7'000, {0, 255, 13}},
        ReplayStep{ReplayStep::Kind::from_host, 0, {1}}, ReplayStep{ReplayStep::Kind::unplug, 5'000, {}}}) {
    const auto back = parse_replay(replay_line(step));
    BOOST_REQUIRE(back.ok());
    BOOST_CHECK(back->front().kind == step.kind);
    BOOST_TEST(back->front().after_us == step.after_us);
    BOOST_CHECK(back->front().bytes == step.bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_capture_names_its_line) {
  for (const auto* line : {"x < 00", "-1 < 00", "1", "1 ? 00", "1 < 0", "1 < xx", "1 <", "1 < \"a",
                           "1 < \"a\"b\"", "1 < \"\\q\"", "1 ! explode"}) {
    const auto r = parse_replay(std::string("0 < 00\n") + line);
    BOOST_TEST_CONTEXT(line) {
      BOOST_REQUIRE(!r.ok());
      BOOST_TEST(r.error().name == "bad-replay");
      BOOST_TEST(r.error().text.starts_with("line 2:"));
    }
  }
}

namespace {

struct Played {
  TemporaryFolder folder;
  ReplayPort port;
  std::array<std::uint8_t, 64> buffer{};

  Played(const std::string& script, int speed = 1, bool strict = false)
      : port((std::ofstream(folder / "x.replay") << script, folder / "x.replay"), speed, strict) {
    BOOST_REQUIRE(port.open(0).ok());
  }
  std::string heard(Micros now) {
    const auto n = port.read(buffer, now);
    return n ? text(ByteView(buffer).first(*n)) : n.error().name;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_capture_plays_on_its_own_time_and_waits_for_the_host) {
  Played p("0 > \"AT\\r\"\n100 < \"OK\"\n50 < \">\"\n200 ! unplug\n");
  BOOST_TEST(p.heard(10'000'000) == "");  // the host has said nothing yet
  BOOST_TEST(*p.port.write(as_bytes("A"), 0) == 1u);
  BOOST_TEST(*p.port.write(as_bytes("T\rmore"), 1'000'000) == 6u);
  BOOST_TEST(p.heard(1'099'999) == "");
  BOOST_TEST(p.heard(1'100'000) == "OK");
  BOOST_TEST(*p.port.wait(1'100'000, false).until == 1'150'000);
  BOOST_TEST(p.heard(1'150'000) == ">");
  BOOST_TEST(p.heard(1'350'000) == "port-unplugged");
  p.port.close();
  BOOST_TEST(p.port.open(0).ok());
  BOOST_TEST(!p.port.finished());
}

BOOST_AUTO_TEST_CASE(a_strict_capture_says_when_the_host_differs_and_speed_divides_time) {
  Played p("0 > \"ATZ\"\n1000 < \"x\"\n", 10, true);
  BOOST_TEST(p.port.write(as_bytes("ATI"), 0).error().name == "replay-mismatch");
  Played fast("1000 < \"x\"\n", 10);
  BOOST_TEST(fast.heard(99'999) == "");
  BOOST_TEST(fast.heard(100'000) == "x");
  BOOST_TEST(fast.port.finished());
}

BOOST_AUTO_TEST_CASE(a_capture_that_is_not_there_is_an_absent_port) {
  ReplayPort port("/nonexistent/x.replay", 1, false);
  BOOST_TEST(error_of(port.open(0)) == "port-absent");
}
