// Everything that goes wrong with adapters and cars, a row each: how soon the bay says so, how soon it is
// back, and that at no time a value is shown that the car did not say. Each row is run while live values flow
// and again inside a report.
#include "tests/devices/drivers/bay_bench.hpp"
#include "tests/devices/drivers/bay_truth.hpp"

#include <fmt/format.h>

using namespace outpost;
using namespace outpost::dev;
using namespace outpost::dev::test;
using nlohmann::json;

namespace {

constexpr Micros s = us_per_s;
constexpr Micros detect_us = 2 * s, resume_us = 5 * s;

struct Fault {
  const char* name;
  BayBench::Wire wire;
  const char* car;
  const char* begin;  // actions of the simulator
  const char* end;
  const char* state;  // that is shown; "" = the bay goes on working as if nothing were
  const char* reason = nullptr;
  Micros lasts_us = 4 * s;
  Micros detect_within_us = detect_us, resume_within_us = resume_us;
  const char* why = "";  // of a limit that is not the usual one
};

constexpr auto elm = BayBench::Wire::adapter, can = BayBench::Wire::can;
constexpr const char *petrol = "petrol-2014", *kline = "petrol-2003", *wwh = "wwh-2019";

const std::vector<Fault> faults = {
    {"silence", elm, petrol, "silent", "speak", "lost", "silent"},
    {"silence, K-line", elm, kline, "silent", "speak", "lost", "silent"},
    {"silence", can, petrol, "silent", "speak", "ignition_off", ""},
    {"silence, WWH-OBD", elm, wwh, "silent", "speak", "lost", "silent"},
    {"silence, WWH-OBD", can, wwh, "silent", "speak", "ignition_off", ""},
    {"unplugged, WWH-OBD", elm, wwh, "unplug", "plug", "lost", "unplugged"},
    {"unplugged, WWH-OBD", can, wwh, "unplug", "plug", "lost", "unplugged"},
    {"reset, WWH-OBD", elm, wwh, "reset", "", "lost", "adapter-reset", 0},
    {"wrong answer, WWH-OBD", elm, wwh, "wrong-answer-once", "", ""},
    {"still working, 60 s, WWH-OBD", can, wwh, "pending:60", "", "", nullptr, 60 * s, detect_us, 10 * s,
     "the unit itself says that it needs 60 s"},
    {"ignition off, WWH-OBD", elm, wwh, "ignition-off", "ignition-on", "ignition_off"},
    {"ignition off, WWH-OBD", can, wwh, "ignition-off", "ignition-on", "ignition_off", ""},
    {"second tester, WWH-OBD", elm, wwh, "second-tester-on", "second-tester-off", "", "second-tester"},
    {"unplugged", elm, petrol, "unplug", "plug", "lost", "unplugged"},
    {"unplugged, K-line", elm, kline, "unplug", "plug", "lost", "unplugged"},
    {"unplugged", can, petrol, "unplug", "plug", "lost", "unplugged"},
    {"wrong line speed", elm, petrol, "wrong-baud", "right-baud", "lost"},
    {"echo", elm, petrol, "echo-on", "echo-off", ""},
    {"NUL bytes", elm, petrol, "nuls-on", "nuls-off", ""},
    {"late prompt, 0.5 s", elm, petrol, "late-prompt:500", "late-prompt:0", ""},
    {"late prompt, 3 s", elm, petrol, "late-prompt:3000", "late-prompt:0", "lost", "silent"},
    {"lost prompt", elm, petrol, "no-prompt-once", "", "lost", "silent", 0},
    {"reset", elm, petrol, "reset", "", "lost", "adapter-reset", 0},
    {"reset, K-line", elm, kline, "reset", "", "lost", "adapter-reset", 0},
    {"STOPPED", elm, petrol, "stop-once", "", ""},
    {"BUFFER FULL", elm, petrol, "buffer-full-once", "", ""},
    {"CAN ERROR", elm, petrol, "can-error-once", "", ""},
    {"BUS ERROR", elm, kline, "bus-error-once", "", ""},
    {"BUS BUSY", elm, kline, "bus-busy-once", "", ""},
    {"FB ERROR", elm, kline, "fb-error-once", "", ""},
    {"DATA ERROR", elm, kline, "data-error-once", "", ""},
    {"BUS INIT: ERROR", elm, kline, "bus-init-error-once", "", ""},
    {"garbage", elm, petrol, "garbage-once", "", ""},
    {"NO DATA", elm, petrol, "no-data-once", "", ""},
    {"wrong answer", elm, petrol, "wrong-answer-once", "", ""},
    {"wrong answer", can, petrol, "wrong-answer-once", "", ""},
    {"lost frame", can, petrol, "lost-frame-once", "", ""},
    {"SEARCHING for 12 s", elm, petrol, "search-ms:12000 reset", "search-ms:1200", "lost", "adapter-reset",
     20 * s, detect_us, resume_us, ""},
    {"still working, 60 s", elm, petrol, "pending:60", "", "", nullptr, 60 * s, detect_us, 10 * s,
     "the unit itself says that it needs 60 s"},
    {"still working, 60 s", can, petrol, "pending:60", "", "", nullptr, 60 * s, detect_us, 10 * s,
     "the unit itself says that it needs 60 s"},
    {"low voltage", elm, petrol, "voltage-low ignition-off", "voltage-ok ignition-on", "ignition_off",
     "no-power"},
    {"weak battery, car answers", elm, petrol, "voltage-mv:5400", "voltage-ok", ""},
    {"ignition off", elm, petrol, "ignition-off", "ignition-on", "ignition_off"},
    {"ignition off, K-line", elm, kline, "ignition-off", "ignition-on", "ignition_off"},
    {"ignition off", can, petrol, "ignition-off", "ignition-on", "ignition_off", ""},
    {"interleaved units", elm, petrol, "interleave-on", "interleave-off", ""},
    {"first frame only", elm, petrol, "first-frame-only", "all-frames", ""},
    {"first frame only", can, petrol, "first-frame-only", "all-frames", ""},
    {"a stranger on the bus", elm, petrol, "stranger-on", "stranger-off", ""},
    {"a stranger on the bus", can, petrol, "stranger-on", "stranger-off", ""},
    {"second tester", elm, petrol, "second-tester-on", "second-tester-off", "", "second-tester"},
    {"second tester", can, petrol, "second-tester-on", "second-tester-off", "", "second-tester"},
    {"flood as fast as the line", elm, petrol, "flood", "calm", "lost", "flood"},
    {"flood of 1 MB/s", elm, petrol, "flood-rate:1000000", "calm", "lost", "flood"},
    {"flood", can, petrol, "flood", "calm", ""},
    {"error frames", can, petrol, "error-frames", "no-error-frames", ""},
    {"bus off", can, petrol, "bus-off", "bus-on", "ignition_off", "bus-off"},
    {"a modem instead", elm, petrol, "modem", "adapter", "lost"},
    {"a scale instead", elm, petrol, "scale", "adapter", "lost"},
    {"a printer instead", elm, petrol, "printer", "adapter", "lost", "silent"},
};

struct Times {
  Micros detected_us = -1, resumed_us = -1;
};

class Run {
public:
  explicit Run(const Fault& fault)
      : fault_(fault), b({{"car", fault.car}, {"search_ms", "1200"}}, fault.wire) {
    BOOST_TEST_REQUIRE(b.until("ready", 20 * s));
    truth.emplace(fault.car, b.wiring().plugged_us);
    // What a unit says after a minute was true when it was asked.
    if (std::string_view(fault.begin).starts_with("pending")) truth->late_us = fault.lasts_us;
    truth->allow("33", 0x62);  // what the second tester is told
    b.bench.run(s);
  }

  bool shows() {
    if (fault_.state[0] != '\0' && b.state() != fault_.state) return false;
    return fault_.reason == nullptr || b.reason() == fault_.reason;
  }
  // Inside a report the next answer is enough; else the first screen has been read again.
  bool works() { return b.state() == "ready" || (in_report && b.state() == "reading"); }
  bool tolerated() const { return fault_.state[0] == '\0' && fault_.reason == nullptr; }

  Times hurt() {
    Times out;
    const auto began = b.bench.now;
    b.act(fault_.begin);
    if (!tolerated()) {
      const bool seen = b.bench.run(fault_.detect_within_us, [&] { return shows(); });
      BOOST_TEST(seen, fault_.name << " is not shown, but " << b.state() << " " << b.reason());
      out.detected_us = b.bench.now - began;
    }
    b.bench.run(began + fault_.lasts_us - b.bench.now);
    if (fault_.state[0] == '\0') check_undisturbed(began);
    const auto ended = b.bench.now;
    b.act(fault_.end);
    const bool back = b.bench.run(fault_.resume_within_us, [&] { return works() && answered_since(ended); });
    BOOST_TEST(back, fault_.name << " ended, but " << b.state() << " " << b.reason());
    out.resumed_us = b.bench.now - ended;
    return out;
  }

  void check() {
    for (std::size_t i = 0; i < b.bench.messages.size(); ++i) {
      const auto& m = b.bench.messages[i];
      if (m.name == "live" && m.kind == Message::Kind::gauge)
        truth->live(json::parse(m.body), b.bench.times[i]);
      if (m.name == "bay") truth->bay(json::parse(m.body));
    }
    BOOST_TEST(truth->values() > 0);
    BOOST_TEST(truth->wrong().empty(), fmt::format("{} wrong, first {}", truth->wrong().size(),
                                                   truth->wrong().empty() ? "" : truth->wrong()[0]));
  }

private:
  // Work goes on: the bay never says that anything is lost.
  void check_undisturbed(Micros since) {
    for (std::size_t i = 0; i < b.bench.messages.size(); ++i) {
      if (b.bench.messages[i].name != "bay" || b.bench.times[i] < since) continue;
      const auto state = json::parse(b.bench.messages[i].body)["state"].get<std::string>();
      BOOST_TEST((state == "ready" || state == "reading"), state);
    }
  }
  bool answered_since(Micros at) {
    const auto snapshot = b.bench.driver().snapshot();
    return snapshot.last_data_us > at;
  }

  const Fault& fault_;

public:
  BayBench b;
  std::optional<Truth> truth;
  bool in_report = false;
};

std::string label(const Fault& f) {
  return fmt::format("{} ({})", f.name, f.wire == can ? "CAN" : "adapter");
}

void print(const Fault& f, const char* when, const Times& t, const std::string& more = {}) {
  const auto seen = t.detected_us < 0 ? std::string("not shown")
                                      : fmt::format("shown after {} ms", t.detected_us / us_per_ms);
  BOOST_TEST_MESSAGE(fmt::format("{:<36} {:<7} {:<20} back after {:>5} ms{}{}{}", label(f), when, seen,
                                 t.resumed_us / us_per_ms, more, *f.why ? "; " : "", f.why));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bay_faults)

BOOST_AUTO_TEST_CASE(live_values) {
  for (const auto& f : faults) {
    BOOST_TEST_CONTEXT(label(f)) {
      Run run(f);
      const auto times = run.hurt();
      BOOST_TEST(run.b.until("ready", 10 * s));
      run.b.bench.run(2 * s);
      BOOST_TEST(run.b.bay()["vin"] == run.b.car().vin());
      run.check();
      print(f, "live", times);
    }
  }
}

BOOST_AUTO_TEST_CASE(inside_a_report) {
  for (const auto& f : faults) {
    BOOST_TEST_CONTEXT(label(f)) {
      Run run(f);
      auto& b = run.b;
      run.in_report = true;
      const auto began = b.bench.now;
      const auto id = b.command("report");
      b.bench.run(400 * us_per_ms);
      const auto before = b.bay()["progress"];
      const auto times = run.hurt();
      BOOST_TEST_REQUIRE(b.ended(id, 180 * s));
      BOOST_TEST(b.until("ready", 10 * s));
      b.bench.run(s);
      BOOST_TEST(b.outcomes(id) == 1u);
      const auto out = *b.outcome(id);
      run.truth->report(out, began);
      run.check();
      if (out["result"] != "done") BOOST_TEST(out["reason"] != "");
      if (before.is_object() && out["report"].is_object())
        BOOST_TEST(out["report"]["steps"].size() >= before["done"].get<std::size_t>());
      print(f, "report", times,
            fmt::format(", {} {} with {} steps, {} problems", out["result"].get<std::string>(),
                        out["reason"].get<std::string>(),
                        out["report"].is_object() ? out["report"]["steps"].size() : 0,
                        out["report"].is_object() ? out["report"]["problems"].size() : 0));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
