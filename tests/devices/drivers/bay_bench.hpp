// A bay on the test bench: the real driver, the real `sim:` transport, and simulated cars behind it that can
// be exchanged while the port is open, as when another car drives in or the adapter comes back under another
// name.
#pragma once

#include "devices/drivers/bay/obd_bay.hpp"
#include "devices/sim/can_car.hpp"
#include "devices/sim/elm327.hpp"
#include "tests/devices/drivers/bench.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace outpost::dev::test {

using BayArgs = std::map<std::string, std::string, std::less<>>;

/// Several devices at the end of one wire, one of them at a time.
class SwapSim final : public Simulator {
public:
  explicit SwapSim(std::unique_ptr<Simulator> first) { devices_.push_back(std::move(first)); }

  void on_plug(Micros now) override {
    if (plugged_us < 0) plugged_us = now;
    device().on_plug(now);
  }
  void on_bytes(ByteView bytes, Micros now) override {
    written += std::string(as_text(bytes));
    lines += std::count(bytes.begin(), bytes.end(), '\r');
    if (written.size() > max_written) written.erase(0, written.size() - max_written);
    device().on_bytes(bytes, now);
  }
  void on_tick(Micros now) override { device().on_tick(now); }
  Bytes take_output() override { return filter ? filter(device().take_output()) : device().take_output(); }
  std::optional<Micros> next_deadline() const override { return devices_.back()->next_deadline(); }
  bool plugged() const override { return !away && devices_.back()->plugged(); }
  bool accepts() const override { return !full; }

  Simulator& device() { return *devices_.back(); }
  /// Another device takes the place of the last one. With `replug` the port sees that it came.
  void swap(std::unique_ptr<Simulator> next, Micros now) {
    devices_.push_back(std::move(next));
    device().on_plug(now);
    plugged_us = now;
  }

  bool away = false;                   ///< the cable is out
  bool full = false;                   ///< nothing more can be written
  Micros plugged_us = -1;              ///< when the present device was first plugged in
  std::function<Bytes(Bytes)> filter;  ///< plants a fault in what the device says
  std::string written;                 ///< the last bytes that the driver wrote
  std::ptrdiff_t lines = 0;            ///< that it wrote
  std::ptrdiff_t lied_at = -1;         ///< for a filter: the line that was answered last

private:
  static constexpr std::size_t max_written = 64 << 10;
  std::vector<std::unique_ptr<Simulator>> devices_;
};

struct BayBench {
  using Wire = ObdBay::Wire;
  static constexpr Micros wall = 1'780'000'000 * us_per_s;

  explicit BayBench(BayArgs args = {}, Wire wire_ = Wire::adapter)
      : wire(wire_), bench(std::make_unique<SwapSim>(device(args)),
                           std::make_unique<ObdBay>("bay1", wire_, [this] { return wall + bench.now; })) {}
  BayBench(const BayBench&) = delete;

  std::unique_ptr<Simulator> device(BayArgs args) const {
    auto made = wire == Wire::can ? CanCar::make({"can", std::move(args)})
                                  : Elm327::make({"elm327", std::move(args)});
    BOOST_TEST_REQUIRE(made.ok(), (made.ok() ? "" : made.error().text));
    return std::move(*made);
  }
  SwapSim& wiring() { return static_cast<SwapSim&>(bench.simulator()); }
  Elm327& elm() { return static_cast<Elm327&>(wiring().device()); }
  CanCar& can() { return static_cast<CanCar&>(wiring().device()); }
  const Car& car() { return wire == Wire::can ? can().car() : elm().car(); }
  /// Actions of the simulator, one or several with blanks between.
  void act(std::string_view what) {
    while (!what.empty()) {
      const auto one = what.substr(0, what.find(' '));
      what.remove_prefix(std::min(what.size(), one.size() + 1));
      const auto done = wire == Wire::can ? can().act(one, bench.now) : elm().act(one, bench.now);
      BOOST_TEST_REQUIRE(done.ok(), one);
    }
  }

  nlohmann::json bay() const {
    for (auto i = bench.messages.rbegin(); i != bench.messages.rend(); ++i)
      if (i->name == "bay") return nlohmann::json::parse(i->body);
    return {};
  }
  /// The state of the last `bay` message; quick, as it is asked at each step.
  std::string_view state() {
    read_new();
    return state_;
  }
  std::string_view reason() {
    read_new();
    return reason_;
  }
  bool until(std::string_view wanted, Micros within) {
    return bench.run(within, [&] { return state() == wanted; });
  }
  Id command(const std::string& name, const std::string& body = "{}") {
    Id id;
    id.bytes[14] = static_cast<std::uint8_t>(++last_id >> 8);
    id.bytes[15] = static_cast<std::uint8_t>(last_id);
    bench.driver().on_command({id, name, body}, bench.now);
    bench.run(us_per_ms);
    return id;
  }
  std::size_t outcomes(Id id) const {
    return static_cast<std::size_t>(
        std::count_if(bench.messages.begin(), bench.messages.end(),
                      [&](const Message& m) { return m.kind == Message::Kind::outcome && m.id == id; }));
  }
  std::optional<nlohmann::json> outcome(Id id) const {
    for (const auto& m : bench.messages)
      if (m.kind == Message::Kind::outcome && m.id == id) return nlohmann::json::parse(m.body);
    return std::nullopt;
  }
  bool ended(Id id, Micros within) {
    return bench.run(within, [&] { return outcomes(id) > 0; });
  }
  nlohmann::json report(Micros within = 120 * us_per_s) {
    const auto id = command("report");
    BOOST_TEST_REQUIRE(ended(id, within));
    BOOST_TEST(outcomes(id) == 1u);
    return *outcome(id);
  }
  /// The last text that the bay wants kept; "" = none.
  std::string kept() const {
    for (auto i = bench.messages.rbegin(); i != bench.messages.rend(); ++i)
      if (i->kind == Message::Kind::kept) return i->body;
    return {};
  }
  /// Forgets messages, so that long runs stay small.
  void forget() {
    (void)state();
    bench.messages.clear();
    bench.times.clear();
    read_ = 0;
  }

  Wire wire;
  unsigned last_id = 0;
  Bench bench;

private:
  void read_new() {
    for (; read_ < bench.messages.size(); ++read_) {
      const auto& m = bench.messages[read_];
      if (m.name != "bay") continue;
      const auto body = nlohmann::json::parse(m.body);
      state_ = body["state"], reason_ = body["reason"];
    }
  }
  std::size_t read_ = 0;
  std::string state_, reason_;
};

/// Codes of one kind, in the order of the document.
inline std::vector<std::string> codes_of(const nlohmann::json& list, std::string_view kind) {
  std::vector<std::string> out;
  for (const auto& c : list)
    if (c["kind"] == kind) out.push_back(c["code"]);
  return out;
}

}  // namespace outpost::dev::test
