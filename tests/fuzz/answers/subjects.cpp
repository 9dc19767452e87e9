#include "tests/fuzz/answers/subjects.hpp"

#include "devices/sim/elm327.hpp"

#include <array>
#include <fmt/format.h>
#include <stdexcept>

namespace outpost::fuzz {
namespace {

using namespace dev;

constexpr std::array<const char*, 12> cars = {"petrol-2014", "hybrid-2019", "diesel-2016", "petrol-2003",
                                              "petrol-2020", "ev-2022",     "suv-2018",    "kwp-2005",
                                              "vpw-2002",    "pwm-1999",    "wwh-2019",    "petrol-2009"};
// Asked of all units; what a car or its protocol does not have falls out by itself.
constexpr std::array<const char*, 36> to_all = {
    "0100",   "0120",       "0101",         "0103",          "0105",         "010B",     "010C",   "010D",
    "0110",   "0111",       "0124",         "0142",          "0151",         "010C0D05", "010004", "020200",
    "020C00", "020C000D00", "020000022000", "06002040",      "0601204060A0", "03",       "07",     "0A",
    "0600",   "0601",       "0621",         "06A2",          "0900",         "0902",     "0904",   "0906",
    "0908",   "090A",       "090B",         "01040506070B0C"};
constexpr std::array<const char*, 9> to_one = {"1001",   "3E00",   "1902FF", "22F190",    "22F188",
                                               "22F40C", "22F802", "22F804", "22F40CF40D"};

/// The far end of an adapter's line, on a clock that jumps to the next thing that happens.
class Wire {
public:
  explicit Wire(const std::string& car) {
    auto made = Elm327::make({"elm327", {{"car", car}}});
    if (!made) throw std::runtime_error(made.error().text);
    sim_.reset(static_cast<Elm327*>(made->release()));
    sim_->on_plug(now_);
    for (const auto* command : {"ATE0", "ATL0", "ATS0", "ATH1"}) ask(command);
    ask(fmt::format("ATSP{:X}", sim_->car().protocol()));
    ask("0100");
  }
  std::vector<std::string> ask(const std::string& text) {
    ElmReader reader;
    sim_->on_bytes(as_bytes(text + "\r"), now_);
    for (int i = 0; i < 10'000; ++i) {
      reader.feed(sim_->take_output());
      if (auto reply = reader.next()) return reply->lines;
      now_ = std::max(now_ + 1, sim_->next_deadline().value_or(now_));
      sim_->on_tick(now_);
    }
    throw std::runtime_error("no prompt behind " + text);
  }
  const Car& car() { return sim_->car(); }

private:
  std::unique_ptr<Elm327> sim_;
  Micros now_ = us_per_s;
};

class Collector {
public:
  Collector(std::vector<Subject>& out, const char* car) : out_(out), name_(car), wire_(car) {}

  void all() {
    for (const auto* text : to_all) ask(text, 0);
    if (wire_.car().units().size() == 1) {
      headers_ = false;
      wire_.ask("ATH0");
      for (const auto* text : to_all) ask(text, 0);
      wire_.ask("ATH1");
      headers_ = true;
    }
    if (is_can(wire_.car().bus())) one_by_one();
    ask("04", 0);  // last: it changes the car
  }

private:
  void one_by_one() {
    for (const auto& unit : wire_.car().units())
      if (unit.uds && answer_id(unit.request_id) != 0) one(unit);
    const bool wide = wire_.car().bus() == Bus::can29;
    wire_.ask(wide ? "ATSH18DB33F1" : "ATSH7DF");
    wire_.ask("ATCRA");
  }
  void one(const SimUnit& unit) {
    const auto digits = wire_.car().bus() == Bus::can29 ? 8 : 3;
    wire_.ask(fmt::format("ATSH{:0{}X}", unit.request_id, digits));
    wire_.ask(fmt::format("ATCRA{:0{}X}", unit.can_id, digits));
    for (const auto* text : to_one) ask(text, unit.request_id);
    for (const auto& code : unit.uds_codes) {
      const auto hex = fmt::format("{}{:02X}", code_hex(code.code), code.failure_type);
      ask("1904" + hex + "01", unit.request_id);
      ask("1906" + hex + "01", unit.request_id);
    }
    ask("194233FFFF", unit.request_id);
    ask("195533", unit.request_id);
    ask("14FFFFFF", unit.request_id);
  }
  // "P0420" as its four digits on the wire.
  static std::string code_hex(const std::string& code) {
    const auto letter = std::string_view("PCBU").find(code[0]);
    return fmt::format("{:X}{}", letter * 4 + static_cast<std::size_t>(code[1] - '0'), code.substr(2));
  }
  void ask(const std::string& text, std::uint32_t to) {
    auto request = parse_obd_request(text);
    if (!request) throw std::runtime_error("no request: " + text);
    request->to = to;
    Subject subject{name_, wire_.car().bus(), headers_, std::move(*request), text, wire_.ask(text)};
    const auto reading = read_obd(subject.request, subject.context(), reply_of(subject.lines));
    if (!reading.values.empty()) out_.push_back(std::move(subject));
  }

  std::vector<Subject>& out_;
  std::string name_;
  Wire wire_;
  bool headers_ = true;
};

}  // namespace

ElmReply reply_of(const std::vector<std::string>& lines) {
  ElmReader reader;
  for (const auto& l : lines) {
    reader.feed(as_bytes(l));
    reader.feed(as_bytes("\r"));
  }
  reader.feed(as_bytes("\r>"));
  return reader.next().value_or(ElmReply{});
}

std::vector<Subject> sound_answers() {
  std::vector<Subject> out;
  for (const auto* car : cars) Collector(out, car).all();
  return out;
}

}  // namespace outpost::fuzz
