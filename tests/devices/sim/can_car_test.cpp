// A simulated car as raw CAN: the whole bus seen by a tester who speaks ISO-TP by hand.
#include "devices/codec/obd.hpp"
#include "devices/sim/can_car.hpp"
#include "devices/sim/table.hpp"
#include "devices/transport/sim_port.hpp"
#include "tests/devices/sim/elm_wire.hpp"

#include <fmt/format.h>
#include <set>

using namespace outpost;
using namespace outpost::dev;
using test::Args;

namespace {

struct Heard {
  Micros at_us;
  CanFrame record;
};

class CanWire {
public:
  explicit CanWire(Args args = {}) : simulator_(std::move(*CanCar::make({"can", std::move(args)}))) {
    sim().on_plug(now);
    wide_ = sim().car().bus() == Bus::can29;
  }
  Micros now = 1'000 * us_per_s;
  std::vector<Heard> heard;
  bool continues = true;  ///< sends flow control

  CanCar& sim() { return static_cast<CanCar&>(*simulator_); }
  void act(std::string_view what) { BOOST_REQUIRE(sim().act(what, now)); }
  void send(std::uint32_t id, Bytes data) {
    data.resize(8);
    const auto bytes = write_can_record({id, wide_, false, false, std::move(data)});
    // In two pieces, as a stream may deliver them.
    sim().on_bytes(ByteView(bytes).first(5), now);
    sim().on_bytes(ByteView(bytes).subspan(5), now);
    collect();
  }
  void wait(Micros us) {
    const auto end = now + us;
    while (now < end) {
      const auto due = sim().next_deadline();
      now = std::min(end, due ? std::max(*due, now + 1) : end);
      sim().on_tick(now);
      collect();
    }
  }
  /// Asks with one frame and reads what the units of the car answer, with the product's codec.
  ObdReading read(const std::string& text) {
    const auto request = *parse_obd_request(text);
    heard.clear();
    Bytes data = {static_cast<std::uint8_t>(request.bytes.size())};
    data.insert(data.end(), request.bytes.begin(), request.bytes.end());
    send(request.to != 0 ? request.to : wide_ ? 0x18DB33F1 : 0x7DF, data);
    wait(400 * us_per_ms);
    ElmReply reply;
    for (const auto& h : heard) {
      const auto want = request.to != 0 ? h.record.id == answer_id(request.to) : is_answer(h.record.id);
      if (want && !h.record.error)
        reply.lines.push_back(fmt::format("{:0{}X}", h.record.id, wide_ ? 8 : 3) +
                              request_text(h.record.data));
    }
    if (reply.lines.empty()) reply.lines.push_back("NO DATA");
    return read_obd(request, {sim().car().bus(), true, "", 0}, reply);
  }
  std::size_t count(std::uint32_t id) const {
    return static_cast<std::size_t>(std::count_if(
        heard.begin(), heard.end(), [&](const Heard& h) { return h.record.id == id && !h.record.error; }));
  }
  std::size_t errors(std::uint32_t what) const {
    return static_cast<std::size_t>(std::count_if(
        heard.begin(), heard.end(), [&](const Heard& h) { return h.record.error && h.record.id == what; }));
  }

private:
  bool is_answer(std::uint32_t id) const { return wide_ ? id >> 8 == 0x18DAF1 : id >= 0x7E8 && id <= 0x7EF; }
  void collect() {
    const auto bytes = sim().take_output();
    BOOST_TEST(bytes.size() % can_record_bytes == 0u);
    for (std::size_t i = 0; i + can_record_bytes <= bytes.size(); i += can_record_bytes) {
      const auto r = read_can_record(ByteView(bytes).subspan(i, can_record_bytes));
      BOOST_TEST_REQUIRE(r.has_value());
      heard.push_back({now, *r});
      if (!continues || r->error || r->data.empty() || r->data[0] >> 4 != 1) continue;
      for (const auto& u : sim().car().units())
        if (u.can_id == r->id) send(u.request_id, {0x30, 0, 0});
    }
  }
  std::unique_ptr<Simulator> simulator_;
  bool wide_ = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(can_car)

BOOST_AUTO_TEST_CASE(it_stands_behind_its_name_and_speaks_through_the_port) {
  auto made = simulators().at("can")({"can", {{"car", "ev-2022"}}});
  BOOST_TEST_REQUIRE(made.ok());
  SimPort port(std::move(*made));
  Micros now = us_per_s;
  BOOST_TEST_REQUIRE(port.open(now).ok());
  BOOST_TEST(*port.write(write_can_record({0x7DF, false, false, false, {0x02, 0x01, 0x00, 0, 0, 0, 0, 0}}),
                         now) == can_record_bytes);
  std::size_t answers = 0;
  for (Bytes all; now < 2 * us_per_s; now += us_per_ms) {
    Bytes some(7);  // a reader that never takes a whole record
    const auto n = port.read(some, now);
    BOOST_TEST_REQUIRE(n.ok());
    all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(*n));
    for (; all.size() >= can_record_bytes; all.erase(all.begin(), all.begin() + can_record_bytes))
      if (read_can_record(ByteView(all).first(can_record_bytes))->id == 0x7E8) ++answers;
  }
  BOOST_TEST(answers == 1u);
}

BOOST_AUTO_TEST_CASE(every_can_car_says_who_it_is_and_what_is_wrong) {
  for (const auto& name : test::obd_cars()) {
    if (!is_can(Car::load(name)->bus())) continue;
    CanWire wire(Args{{"car", name}});
    const auto vin = wire.read("0902"), codes = wire.read("03"), live = wire.read("010D");
    for (const auto& u : wire.sim().car().units()) {
      if (!u.obd) continue;
      const auto source = test::source_of(wire.sim().car(), u);
      BOOST_TEST_CONTEXT(name << " " << source) {
        const auto find = [&](const ObdReading& r, std::string_view field) {
          for (const auto& v : r.values)
            if (v.source == source && v.name == field) return v;
          return ObdValue{};
        };
        BOOST_TEST(find(vin, "vin").text == wire.sim().car().vin());
        BOOST_TEST(find(codes, "dtc.stored").list == u.stored, boost::test_tools::per_element());
        BOOST_TEST(find(live, "vehicle_speed").unit == (u.pids.contains(0x0D) ? "km/h" : ""));
      }
    }
    BOOST_TEST(wire.sim().given_up() == 0);
  }
}

BOOST_AUTO_TEST_CASE(one_unit_is_asked_alone) {
  CanWire wire(Args{{"car", "ev-2022"}});
  BOOST_TEST(wire.read("7A0:22C00B").find("tyre_pressure_fl")->number == 36.0);
  BOOST_TEST(wire.count(0x7E8) == 0u);
  BOOST_TEST(wire.read("7E4:22DEAD").faults[0].name == "negative-31");
  const auto slow = wire.read("7E4:220101");
  BOOST_TEST(slow.pending == 1);  // announced, and then the answer of 27 bytes came
  BOOST_TEST(wire.count(0x7EC) == 6u);
  BOOST_TEST(wire.read("22C00B").no_data);
}

BOOST_AUTO_TEST_CASE(without_flow_control_only_the_first_frame_comes) {
  CanWire wire(Args{{"car", "petrol-2014"}});
  wire.continues = false;
  BOOST_TEST(wire.read("0902").values.empty());
  BOOST_TEST(wire.count(0x7E8) == 1u);
  wire.wait(2 * us_per_s);
  BOOST_TEST(wire.sim().given_up() == 2);
  BOOST_TEST(wire.read("0105").find("coolant_temp") != nullptr);
}

BOOST_AUTO_TEST_CASE(the_bus_of_a_running_car_is_busy) {
  CanWire wire(Args{{"car", "petrol-2020"}, {"traffic_hz", "200"}});
  wire.wait(10 * us_per_s);
  BOOST_TEST(wire.count(0x0C9) == 500u);
  BOOST_TEST(wire.count(0x1F5) == 200u);
  std::size_t background = 0;
  for (std::uint32_t id = 0x120; id < 0x130; ++id) background += wire.count(id);
  BOOST_TEST(background == 2'000u);
  wire.act("ignition-off");
  wire.heard.clear();
  wire.wait(us_per_s);
  BOOST_TEST(wire.count(0x0C9) == 0u);
}

BOOST_AUTO_TEST_CASE(a_truck_broadcasts_its_codes_in_packets) {
  CanWire wire(Args{{"car", "truck-2017"}});
  wire.wait(1'200 * us_per_ms);
  std::string packets;
  for (const auto& h : wire.heard)
    if (h.record.id == 0x18EBFF00) packets += request_text(ByteView(h.record.data).subspan(1));
  BOOST_TEST(wire.count(0x18ECFF00) == 1u);
  BOOST_TEST(packets == request_text(wire.sim().car().broadcasts()[0].data));
  BOOST_TEST(wire.count(0x18FECA0B) == 1u);
  BOOST_TEST(wire.count(0x0CF00400) == 60u);
  BOOST_TEST(wire.count(0x18FECB00) == 0u);
  const auto ask = write_can_record({0x18EAFFF9, true, false, false, {0xCB, 0xFE, 0x00}});
  wire.sim().on_bytes(ask, wire.now);
  wire.wait(100 * us_per_ms);
  BOOST_TEST(wire.count(0x18FECB00) == 1u);
}

struct Fault {
  std::string action, undo;
  std::function<bool(CanWire&)> happens;
};

const std::vector<Fault>& faults() {
  static const std::vector<Fault> rows = {
      {"silent", "speak", [](CanWire& w) { return w.read("0105").no_data; }},
      {"ignition-off", "ignition-on", [](CanWire& w) { return w.read("0105").no_data; }},
      {"unplug", "plug", [](CanWire& w) { return !w.sim().plugged() && w.read("0105").no_data; }},
      {"bus-off", "bus-on",
       [](CanWire& w) {
         return w.wait(1), w.errors(can_error_bus_off) == 1 && w.read("0105").no_data && w.heard.empty();
       }},
      {"error-frames", "no-error-frames",
       [](CanWire& w) { return w.wait(us_per_s), w.errors(can_error_bus) >= 19; }},
      {"flood", "calm",
       [](CanWire& w) {
         w.wait(us_per_s);
         return w.heard.size() > 60'000 && w.heard.size() < 65'000;
       }},
      {"second-tester-on", "second-tester-off",
       [](CanWire& w) { return w.wait(us_per_s), w.count(0x7DF) >= 9 && w.count(0x7E8) >= 9; }},
      {"stranger-on", "stranger-off", [](CanWire& w) { return w.wait(us_per_s), w.count(0x5D0) >= 49; }},
      {"first-frame-only", "all-frames",
       [](CanWire& w) { return w.read("0902").values.empty() && w.count(0x7E8) == 1; }},
      {"engine-off", "engine-on", [](CanWire& w) { return w.read("010C").find("engine_rpm")->number == 0; }},
      {"lost-frame-once", "speak", [](CanWire& w) { return w.read("0902").faults.size() == 1; }},
      {"wrong-answer-once", "speak",
       [](CanWire& w) { return w.read("0105").find("coolant_temp")->source != "7E8"; }},
      {"pending:60", "speak", [](CanWire& w) { return w.read("0105").pending == 2; }},
  };
  return rows;
}

BOOST_AUTO_TEST_CASE(every_fault_does_what_its_name_says_and_ends) {
  std::set<std::string_view> tried;
  for (const auto& f : faults()) {
    BOOST_TEST_CONTEXT(f.action) {
      CanWire wire(Args{{"car", "petrol-2014"}});
      BOOST_TEST(wire.read("0105").find("coolant_temp") != nullptr);
      wire.heard.clear();
      wire.act(f.action);
      BOOST_TEST(f.happens(wire));
      wire.act(f.undo);
      wire.wait((f.action.starts_with("pending") ? 65 : 2) * us_per_s);
      const auto after = wire.read("010F");
      BOOST_TEST(after.faults.empty());
      BOOST_TEST(after.find("intake_air_temp") != nullptr);
    }
    for (const auto& name : {f.action, f.undo}) {
      const auto row = *parse_action(name, CanCar::actions());
      tried.insert(row.name);
    }
  }
  for (const auto& row : CanCar::actions()) BOOST_TEST(tried.contains(row.name), "no test of " << row.name);
}

BOOST_AUTO_TEST_CASE(a_script_acts_by_time_and_by_request) {
  CanWire wire(Args{{"script", "silent@r3,speak@5,bus-off@8"}});
  BOOST_TEST(!wire.read("0105").no_data);
  BOOST_TEST(!wire.read("0105").no_data);
  BOOST_TEST(wire.read("0105").no_data);
  wire.wait(5 * us_per_s);
  BOOST_TEST(!wire.read("0105").no_data);
  wire.wait(4 * us_per_s);
  BOOST_TEST(wire.errors(can_error_bus_off) == 1u);
}

// However often the host looks, the bus is the same.
BOOST_AUTO_TEST_CASE(the_same_times_give_the_same_frames) {
  const auto run = [](Micros step) {
    CanWire wire(
        {{"car", "petrol-2020"}, {"traffic_hz", "50"}, {"script", "second-tester-on@1,stranger-on@2"}});
    std::string all;
    for (int i = 0; i < 4; ++i) {
      const auto end = wire.now + us_per_s;
      while (wire.now < end) wire.wait(std::min(step, end - wire.now));
      wire.send(0x7DF, {0x02, 0x09, 0x04});
    }
    wire.wait(us_per_s);
    for (const auto& h : wire.heard)
      all += fmt::format("{} {:X} {}\n", h.at_us, h.record.id, request_text(h.record.data));
    return all;
  };
  const auto once = run(us_per_s);
  BOOST_TEST(once.size() > 5'000u);
  BOOST_TEST((once == run(us_per_s)));
  BOOST_TEST((once == run(7 * us_per_ms)));
}

BOOST_AUTO_TEST_SUITE_END()
