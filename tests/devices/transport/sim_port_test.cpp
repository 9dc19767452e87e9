#include "devices/transport/make_port.hpp"
#include "devices/transport/sim_port.hpp"
#include "tests/devices/transport/echo.hpp"
#include "tests/devices/transport/harness.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;

BOOST_AUTO_TEST_CASE(a_simulator_is_a_port_like_any_other) {
  SimPort port(std::make_unique<Echo>());
  auto& echo = static_cast<Echo&>(port.simulator());
  std::array<std::uint8_t, 64> buffer;
  BOOST_REQUIRE(port.open(0).ok());
  BOOST_TEST(*port.write(as_bytes("ping"), 1'000) == 4u);
  BOOST_TEST(*port.read(buffer, 1'000) == 0u);
  BOOST_TEST(*port.wait(1'000, false).until == 11'000);  // it answers after 10 ms
  BOOST_TEST(*port.read(buffer, 11'000) == 4u);
  echo.in = false;
  BOOST_TEST(error_of(port.step(12'000)) == "port-unplugged");
  port.close();
  BOOST_TEST(error_of(port.open(13'000)) == "port-absent");
  echo.in = true;
  BOOST_TEST(port.open(14'000).ok());
  BOOST_TEST(echo.plugs == 2);
}

BOOST_AUTO_TEST_CASE(a_simulator_without_room_takes_nothing) {
  SimPort port(std::make_unique<Echo>());
  BOOST_REQUIRE(port.open(0).ok());
  static_cast<Echo&>(port.simulator()).room = false;
  BOOST_TEST(*port.write(as_bytes("x"), 0) == 0u);
  BOOST_TEST(!port.wait(0, true).until.has_value());
}

BOOST_AUTO_TEST_CASE(ports_are_made_from_their_names) {
  SimTable table{{"echo", [](const SimArgs& args) -> Result<std::unique_ptr<Simulator>> {
                    OUTPOST_TRY(const auto delay, args.number("delay_ms", 10, 0, 1'000));
                    BOOST_TEST(args.text("unit") == "u1");
                    return std::unique_ptr<Simulator>(new Echo(delay * us_per_ms));
                  }}};
  PortOptions options{{}, &table, {"", {{"unit", "u1"}}}};
  const auto made = [&](const char* name) {
    auto port = parse_port(name);
    BOOST_REQUIRE(port.ok());
    auto transport = make_port(*port, options);
    return transport ? "" : transport.error().name;
  };
  for (const auto* good : {"sim:echo", "sim:echo?delay_ms=5", "sim:echo?faults=drop:0.5+split&fault_seed=9",
                           "serial:/dev/x", "tcp:h:1", "replay:/x?speed=5&strict=1", "file:/x"})
    BOOST_TEST(made(good) == "", good);
  for (const auto* bad : {"sim:nothing", "sim:echo?delay_ms=x", "sim:echo?delay_ms=1001",
                          "sim:echo?faults=melt", "sim:echo?faults=drop:2", "replay:/x?speed=0", "folder:/x"})
    BOOST_TEST(made(bad) == "bad-port", bad);
}
