// Whatever is written to the simulated adapter or the simulated bus, in whatever state: no crash, no growth,
// and it comes back when what was wrong is over.
#include "devices/sim/can_car.hpp"
#include "edge/base/id.hpp"
#include "tests/devices/sim/elm_wire.hpp"

using namespace outpost;
using namespace outpost::dev;
using test::ElmWire;

namespace {

constexpr std::uint64_t seed = 20'261'122;

const std::vector<std::string> pieces = {"AT",   "ST",   "Z",    "SP",   "TPA", "SH",  "CRA", "CF", "CM",
                                         "FCSH", "FCSD", "FCSM", "01",   "0C",  "09",  "02",  "22", "F1",
                                         "90",   "19",   "FF",   "04",   "1",   "7E0", "\r",  "\r", "\r",
                                         "\n",   " ",    "DA",   "CAF0", "H1",  "S0",  "D",   "PC", "\x01"};

// An action with a small argument where it takes one; never one that floods, which has a test of its own.
std::string some_action(const std::vector<ActionRow>& table, std::uint64_t n) {
  const auto& row = table[n % table.size()];
  if (row.name.starts_with("flood")) return "calm";
  if (row.takes == ActionRow::Takes::nothing) return std::string(row.name);
  return std::string(row.name) + (row.takes == ActionRow::Takes::text ? ":ATS" : ":3");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_noise)

BOOST_AUTO_TEST_CASE(the_adapter_survives_everything) {
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  for (const auto& make : personalities()) {
    const auto cars = test::all_cars();
    ElmWire wire({{"adapter", std::string(make.name)},
                  {"car", cars[random.next() % cars.size()]},
                  {"search_ms", "50"}});
    for (int i = 0; i < 3'000; ++i) {
      if (random.next() % 40 == 0) wire.act(some_action(Elm327::actions(), random.next()));
      wire.send(pieces[random.next() % pieces.size()]);
      if (random.next() % 4 == 0) wire.wait(static_cast<Micros>(random.next() % 300) * us_per_ms);
      wire.forget();
    }
    for (const auto* good : {"speak", "plug", "right-baud", "echo-off", "nuls-off", "adapter", "accept-all",
                             "calm", "late-prompt:0", "ignition-on"})
      wire.act(good);
    wire.wait(120 * us_per_s);
    wire.sim().on_plug(wire.now);
    wire.forget();
    for (int i = 0; i < 64; ++i) {  // faults that were still due once spoil some answers
      wire.send("ATI\r");
      wire.wait(2 * us_per_s);
      wire.forget();
    }
    BOOST_TEST(wire.words("ATI").find(make.id) != std::string::npos, std::string(make.name));
  }
}

BOOST_AUTO_TEST_CASE(the_bus_survives_everything) {
  BOOST_TEST_MESSAGE("seed " << seed);
  SeededRandom random(seed);
  for (const auto& name : test::all_cars()) {
    if (!is_can(Car::load(name)->bus())) continue;
    auto made = CanCar::make({"can", {{"car", name}}});
    BOOST_TEST_REQUIRE(made.ok());
    auto& sim = static_cast<CanCar&>(**made);
    Micros now = us_per_s;
    sim.on_plug(now);
    for (int i = 0; i < 2'000; ++i) {
      if (random.next() % 40 == 0)
        BOOST_TEST(sim.act(some_action(CanCar::actions(), random.next()), now).ok());
      CanFrame r{sim.car().units().empty() ? 0x18EAFFF9 : sim.car().units()[0].request_id,
                  sim.car().bus() == Bus::can29, false, false, Bytes(random.next() % 9)};
      random.fill(r.data);
      if (!r.data.empty()) r.data[0] &= 0x37;
      if (random.next() % 3 == 0) r.id = r.wide ? 0x18DB33F1 : 0x7DF;
      auto bytes = write_can_record(r);
      if (random.next() % 8 == 0)
        bytes[random.next() % bytes.size()] = static_cast<std::uint8_t>(random.next());
      sim.on_bytes(bytes, now);
      now += static_cast<Micros>(random.next() % 20'000);
      sim.on_tick(now);
      BOOST_TEST(sim.take_output().size() % can_record_bytes == 0u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
