// The simulated adapter at the end of a wire, asked by hand: a line in, the reply up to its prompt out, on a
// fake clock that moves from one thing that happens to the next.
#pragma once

#include "devices/codec/obd.hpp"
#include "devices/sim/elm327.hpp"

#include <boost/test/unit_test.hpp>

namespace outpost::dev::test {

using Args = std::map<std::string, std::string, std::less<>>;

class ElmWire {
public:
  explicit ElmWire(Args args = {}) : simulator_(std::move(*Elm327::make({"elm327", std::move(args)}))) {
    simulator_->on_plug(now);
  }

  Micros now = 1'000 * us_per_s;
  Micros took_us = 0;  ///< of the last answer
  std::string raw;     ///< every byte that came since the last question

  Elm327& sim() { return static_cast<Elm327&>(*simulator_); }
  Car& car() { return sim().car(); }
  void act(std::string_view what) { BOOST_REQUIRE(sim().act(what, now)); }

  void send(std::string_view text) {
    raw.clear();
    sim().on_bytes(as_bytes(text), now);
    collect();
  }
  /// Lets time pass; stops at the first complete reply.
  std::optional<ElmReply> wait(Micros within) {
    const auto end = now + within;
    for (;;) {
      if (auto reply = reader_.next()) return reply;
      const auto due = sim().next_deadline();
      if (now >= end) return std::nullopt;
      now = std::min(end, due ? std::max(*due, now + 1) : end);
      sim().on_tick(now);
      collect();
    }
  }
  ElmReply ask(std::string_view text, Micros within = 100 * us_per_s) {
    const auto began = now;
    send(std::string(text) + "\r");
    auto reply = wait(within);
    took_us = now - began;
    BOOST_TEST_REQUIRE(reply.has_value(), "no prompt behind " << text << ": " << raw);
    return *reply;
  }
  /// Nobody heard what came so far.
  void forget() {
    sim().take_output();
    reader_.reset();
    raw.clear();
  }
  /// The lines of a reply with | between them.
  std::string words(std::string_view text) {
    std::string out;
    for (const auto& line : ask(text).lines) out += (out.empty() ? "" : "|") + line;
    return out;
  }
  /// As a driver sets an adapter up.
  ElmWire& set_up() {
    for (const auto* c : {"ATD", "ATE0", "ATL0", "ATS0", "ATH1"}) ask(c);
    return *this;
  }
  /// A request of all units, or of one by its request identifier, read with the product's own codecs.
  ObdReading read(const std::string& hex, std::uint32_t to = 0) {
    address(to);
    ObdRequest request = *parse_obd_request(hex);
    request.to = is_can(car().bus()) ? to : 0;
    ReplyContext context{car().bus(), true, hex, 0};
    return read_obd(request, context, ask(hex));
  }
  /// Heads the next questions to one unit.
  void address(std::uint32_t to) {
    if (to == addressed_) return;
    addressed_ = to;
    const auto can = car().bus();
    const std::uint32_t all = can == Bus::can29 ? 0x18DB33F1 : 0x7DF;
    if (!is_can(can)) return;
    const auto id = to == 0 ? all : to;
    char text[16];
    std::snprintf(text, sizeof text, can == Bus::can29 ? "%08X" : "%03X", id);
    BOOST_TEST(words(std::string("ATSH") + text) == "OK");
    std::snprintf(text, sizeof text, can == Bus::can29 ? "%08X" : "%03X", answer_id(to));
    BOOST_TEST(words(to == 0 ? "ATCRA" : std::string("ATCRA") + text) == "OK");
  }

private:
  void collect() {
    const auto bytes = sim().take_output();
    raw += as_text(bytes);
    reader_.feed(bytes);
  }

  std::unique_ptr<Simulator> simulator_;
  ElmReader reader_;
  std::uint32_t addressed_ = 0;
};

/// Every car of the product, and how a unit of it is called in a reading.
inline std::vector<std::string> all_cars() {
  return {"petrol-2009", "petrol-2014", "hybrid-2019", "diesel-2016", "petrol-2003", "petrol-2020", "ev-2022",
          "suv-2018",    "kwp-2005",    "vpw-2002",    "pwm-1999",    "wwh-2019",    "truck-2017"};
}
/// Those that answer the question of service 01 that an adapter looks for a car with.
inline std::vector<std::string> obd_cars() {
  auto out = all_cars();
  out.resize(out.size() - 2);
  return out;
}
inline std::string source_of(const Car& car, const SimUnit& u) {
  char text[16];
  std::snprintf(text, sizeof text,
                car.bus() == Bus::can29 ? "%08X"
                : is_can(car.bus())     ? "%03X"
                                        : "%02X",
                is_can(car.bus()) ? u.can_id : u.address);
  return text;
}

}  // namespace outpost::dev::test
