// A car of WWH-OBD (ISO 27145) keeps silent to the question that every adapter looks for a car with. It is
// found all the same, and no ordinary car is taken for one.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/sim/elm_wire.hpp"

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
constexpr auto elm = BayBench::Wire::adapter, can = BayBench::Wire::can;

void recall(BayBench& b, const std::string& kept) {
  Binding binding;
  binding.kept = kept;
  b.bench.driver().on_bind(binding, b.bench.now);
}

bool was_sent(BayBench& b, std::string_view text) {
  const auto& all = b.elm().received();
  return std::find(all.begin(), all.end(), text) != all.end();
}

// Lines or records of frames that carry the list of identifiers, with `data` in its place.
Bytes lists_replaced(Bytes out, BayBench::Wire wire, Bytes data) {
  data.resize(8, 0);
  const Bytes list = {0x07, 0x62, 0xF4, 0x00};
  if (wire == can) {
    for (std::size_t at = 0; at + can_record_bytes <= out.size(); at += can_record_bytes) {
      const auto record = out.begin() + static_cast<std::ptrdiff_t>(at) + 8;
      if (std::equal(list.begin(), list.end(), record)) std::copy(data.begin(), data.end(), record);
    }
    return out;
  }
  auto text = std::string(as_text(out));
  const auto head = request_text(list);
  for (auto at = text.find(head); at != std::string::npos; at = text.find(head, at + 1))
    text.replace(at, 16, request_text(data));
  return Bytes(text.begin(), text.end());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_wwh_search)

BOOST_AUTO_TEST_CASE(it_is_found_through_every_make_of_adapter_and_on_the_bus) {
  for (const auto& make : personalities()) {
    BOOST_TEST_CONTEXT(make.name) {
      BayBench b({{"adapter", std::string(make.name)}, {"car", "wwh-2019"}, {"search_ms", "300"}});
      if (make.name == "headerless") {  // two units, and nobody could say which of them speaks
        BOOST_TEST(b.until("not_obd", 30 * s));
        BOOST_TEST(b.reason() == "no-headers");
        continue;
      }
      const auto began = b.bench.now;
      BOOST_TEST(b.bench.run(30 * s, [&] { return b.state() == "reading"; }));
      BOOST_TEST_MESSAGE(make.name << ": found after " << (b.bench.now - began) / us_per_ms << " ms");
      BOOST_TEST(b.bay()["protocol_number"] == 7);
    }
  }
  BayBench b({{"car", "wwh-2019"}}, can);
  const auto began = b.bench.now;
  BOOST_TEST(b.bench.run(5 * s, [&] { return b.state() == "reading"; }));
  BOOST_TEST_MESSAGE("CAN: found after " << (b.bench.now - began) / us_per_ms << " ms");
}

BOOST_AUTO_TEST_CASE(an_adapter_that_never_says_its_protocol_finds_it_too) {
  BayBench b({{"car", "wwh-2019"}, {"search_ms", "300"}});
  b.act("refuse:ATDPN");
  BOOST_TEST(b.bench.run(30 * s, [&] { return b.state() == "reading"; }));
}

// Without being told a protocol no adapter finds it, and nothing is sent to whoever might be there instead.
BOOST_AUTO_TEST_CASE(an_adapter_that_takes_no_protocol_asks_nothing) {
  BayBench b({{"car", "wwh-2019"}, {"search_ms", "300"}});
  b.act("refuse:ATTP");
  BOOST_TEST(b.until("ignition_off", 10 * s));
  b.bench.run(5 * s);
  BOOST_TEST(!was_sent(b, "22F400"));
}

BOOST_AUTO_TEST_CASE(the_way_is_remembered) {
  BayBench first({{"car", "wwh-2019"}, {"search_ms", "5000"}});
  BOOST_TEST_REQUIRE(first.bench.run(30 * s, [&] { return first.state() == "reading"; }));
  const auto profile = json::parse(first.kept())["adapters"][0];
  BOOST_TEST(profile["protocol"] == 7);
  BOOST_TEST(profile["wwh"] == true);
  BayBench second({{"car", "wwh-2019"}, {"search_ms", "5000"}});
  recall(second, first.kept());
  BOOST_TEST(second.bench.run(3 * s, [&] { return second.state() == "reading"; }));
  BOOST_TEST(!was_sent(second, "ATSP0"));
}

// The next car is an ordinary one of the same bus: it is asked as an ordinary one, whatever was remembered.
BOOST_AUTO_TEST_CASE(what_was_remembered_of_it_is_no_trap_for_ordinary_cars) {
  BayBench first({{"car", "wwh-2019"}, {"search_ms", "300"}});
  BOOST_TEST_REQUIRE(first.bench.run(30 * s, [&] { return first.state() == "reading"; }));
  for (const auto& car : obd_cars()) {
    BOOST_TEST_CONTEXT(car) {
      BayBench b({{"car", car}, {"search_ms", "300"}});
      recall(b, first.kept());
      BOOST_TEST_REQUIRE(b.until("ready", 30 * s));
      BOOST_TEST(b.bay()["vin"] == b.car().vin());
    }
  }
}

// An ordinary car is found without one question of WWH-OBD.
BOOST_AUTO_TEST_CASE(ordinary_cars_are_asked_nothing_new) {
  for (const auto& car : obd_cars()) {
    BOOST_TEST_CONTEXT(car) {
      BayBench b({{"car", car}, {"search_ms", "300"}});
      BOOST_TEST_REQUIRE(b.until("ready", 30 * s));
      b.bench.run(5 * s);
      for (const auto& sent : b.elm().received()) BOOST_TEST(!sent.starts_with("22"), sent);
    }
  }
}

// The bay may be switched on before the car is.
BOOST_AUTO_TEST_CASE(a_car_that_is_switched_on_later_is_taken_for_what_it_is) {
  for (const auto wire : {elm, can})
    for (const std::string car : {"petrol-2014", "diesel-2016", "wwh-2019"})
      for (Micros on = 0; on < 2'400 * us_per_ms; on += 170 * us_per_ms) {
        BOOST_TEST_CONTEXT(car << " on after " << on / us_per_ms << " ms" << (wire == can ? ", CAN" : "")) {
          BayBench b({{"car", car}, {"search_ms", "300"}}, wire);
          b.act("ignition-off");
          b.bench.run(s + on);
          b.act("ignition-on");
          BOOST_TEST_REQUIRE(b.bench.run(10 * s, [&] { return b.state() == "reading"; }));
          if (wire == elm) BOOST_TEST(json::parse(b.kept())["adapters"][0]["wwh"] == (car == "wwh-2019"));
        }
      }
}

// What all units say to 22F400 in place of the truth: never a car, and staff is told a refusal from silence.
BOOST_AUTO_TEST_CASE(wrong_answers_to_the_search_find_no_car) {
  struct Row {
    Bytes said;
    const char* reason;  // on CAN; what an adapter says for none of its own is "unable-to-connect"
  };
  const std::vector<Row> rows = {
      {{0x03, 0x7F, 0x22, 0x31}, "no-obd"},
      {{0x07, 0x62, 0xF4, 0x20, 0x98, 0x18, 0x00, 0x01}, ""},  // another identifier's echo
      {{0x07, 0x62, 0xF8, 0x00, 0x98, 0x18, 0x00, 0x01}, ""},
      {{0x06, 0x41, 0x00, 0x98, 0x18, 0x00, 0x01}, ""},  // another tester's
      {{0x06, 0x62, 0xF4, 0x00, 0x98, 0x18, 0x00}, ""},  // a byte short
  };
  for (const auto wire : {elm, can})
    for (const auto& row : rows) {
      BOOST_TEST_CONTEXT(request_text(row.said) << (wire == can ? " on CAN" : "")) {
        BayBench b({{"car", "wwh-2019"}, {"search_ms", "300"}}, wire);
        b.wiring().filter = [&](Bytes out) { return lists_replaced(std::move(out), wire, row.said); };
        BOOST_TEST(b.until("ignition_off", 30 * s));
        BOOST_TEST(b.reason() == (wire == elm && *row.reason == '\0' ? "unable-to-connect" : row.reason));
        BOOST_TEST(b.bay()["text_zh"] != "");
        b.bench.run(10 * s);
        for (const auto& m : b.bench.named("bay")) BOOST_TEST(json::parse(m.body)["state"] != "reading");
        BOOST_TEST(b.bench.named("live").empty());
        b.wiring().filter = nullptr;
        BOOST_TEST(b.bench.run(10 * s, [&] { return b.state() == "reading"; }));
      }
    }
}

BOOST_AUTO_TEST_CASE(a_unit_may_take_its_time_for_the_list) {
  for (const auto wire : {elm, can}) {
    BayBench b({{"car", "wwh-2019"}, {"search_ms", "300"}}, wire);
    auto& car = wire == can ? b.can().car() : b.elm().car();
    for (auto& u : car.units()) u.slow["22F400"] = 4 * s;
    BOOST_TEST(b.bench.run(20 * s, [&] { return b.state() == "reading"; }));
    for (const auto& m : b.bench.named("bay")) BOOST_TEST(json::parse(m.body)["state"] != "ignition_off");
  }
}

BOOST_AUTO_TEST_SUITE_END()
