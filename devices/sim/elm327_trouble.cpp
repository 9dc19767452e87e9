// Everything that goes wrong with real adapters, on demand: by a script, or by a test's act().
#include "devices/sim/elm327.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr Micros scale_every_us = 200 * us_per_ms, flood_step_us = 10 * us_per_ms;
constexpr Micros crank_us = 1'500 * us_per_ms;                   // the starter turns
constexpr std::string_view flood_line = "7E8 04 41 0C 1A F8\r";  // good to look at, and nobody asked

// What the adapter says instead of the car's answer, once.
struct Complaint {
  std::string_view action, words;
};
constexpr std::array<Complaint, 8> complaints = {{{"stop-once", "STOPPED"},
                                                  {"can-error-once", "CAN ERROR"},
                                                  {"bus-init-error-once", "BUS INIT: ...ERROR"},
                                                  {"bus-error-once", "BUS ERROR"},
                                                  {"bus-busy-once", "BUS BUSY"},
                                                  {"fb-error-once", "FB ERROR"},
                                                  {"data-error-once", "<DATA ERROR"},
                                                  {"no-data-once", "NO DATA"}}};

}  // namespace

const std::vector<ActionRow>& Elm327::actions() {
  using Takes = ActionRow::Takes;
  static const auto table = [] {
    std::vector<ActionRow> rows;
    for (const std::string_view name : {"silent",
                                        "speak",
                                        "ignition-off",
                                        "ignition-on",
                                        "unplug",
                                        "plug",
                                        "reset",
                                        "flood",
                                        "calm",
                                        "modem",
                                        "scale",
                                        "printer",
                                        "adapter",
                                        "voltage-low",
                                        "voltage-ok",
                                        "wrong-baud",
                                        "right-baud",
                                        "echo-on",
                                        "echo-off",
                                        "nuls-on",
                                        "nuls-off",
                                        "atz-drops",
                                        "first-frame-only",
                                        "first-frame-of-all",
                                        "all-frames",
                                        "no-count",
                                        "count",
                                        "interleave-on",
                                        "interleave-off",
                                        "stranger-on",
                                        "stranger-off",
                                        "second-tester-on",
                                        "second-tester-off",
                                        "engine-off",
                                        "engine-on",
                                        "accept-all",
                                        "no-prompt-once",
                                        "garbage-once",
                                        "buffer-full-once",
                                        "wrong-answer-once",
                                        "wrong-unit-once"})
      rows.push_back({name});
    for (const auto& c : complaints) rows.push_back({c.action});
    // Arguments: bytes a second, milliseconds, seconds of "wait" before the next answer, millivolts, a
    // command.
    for (const std::string_view name : {"flood-rate", "late-prompt", "search-ms", "pending", "voltage-mv"})
      rows.push_back({name, Takes::number});
    rows.push_back({"refuse", Takes::text});
    return rows;
  }();
  return table;
}

Result<void> Elm327::act(std::string_view text, Micros now) {
  now_ = std::max(now_, now);
  OUTPOST_TRY(const auto action, parse_action(text, actions()));
  act_on(action);
  return {};
}

void Elm327::act_on(const CarAction& action) {
  const auto name = action.name;
  const auto between = [&](std::string_view on, std::string_view off, bool& what) {
    if (name == on) what = true;
    if (name == off) what = false;
  };
  auto& t = trouble_;
  between("silent", "speak", t.silent);
  between("ignition-on", "ignition-off", t.ignition);
  between("plug", "unplug", t.plugged);
  between("wrong-baud", "right-baud", t.wrong_baud);
  between("echo-on", "echo-off", t.echo_stuck);
  between("nuls-on", "nuls-off", t.nuls);
  between("atz-drops", "", t.reset_drops);
  between("first-frame-only", "all-frames", t.first_frame_only);
  between("first-frame-of-all", "all-frames", t.first_frame_of_all);
  between("no-count", "count", t.counts_nothing);
  between("interleave-on", "interleave-off", t.interleave);
  between("stranger-on", "stranger-off", t.stranger);
  between("second-tester-on", "second-tester-off", t.tester);
  between("flood", "calm", t.flooding);
  if (name == "flood" || name == "flood-rate") t.flooding = true, t.flood_bytes_s = action.number;
  if (name == "silent") out_.clear();
  if (name == "plug") locked_ = false;
  if (name == "modem" || name == "scale" || name == "printer" || name == "adapter") input_.clear();
  if (name == "modem") t.device = Device::modem;
  if (name == "scale") t.device = Device::scale;
  if (name == "printer") t.device = Device::printer;
  if (name == "adapter") t.device = Device::adapter;
  if (name == "voltage-low") t.voltage_mv = 300;
  if (name == "voltage-ok") t.voltage_mv.reset();
  if (name == "voltage-mv") t.voltage_mv = action.number;
  if (name == "late-prompt") t.late_prompt_us = action.number * us_per_ms;
  if (name == "search-ms") search_us_ = action.number * us_per_ms;
  if (name == "pending") car_.hold_next(action.number * us_per_s);
  if (name == "engine-on" || name == "engine-off") car_.set_engine(name == "engine-on");
  if (name == "engine-on") cranking_until_us_ = now_ + crank_us;
  if (name == "refuse") refused_.push_back(action.text);
  if (name == "accept-all") refused_.clear();
  if (name == "reset") {
    restart(0);
    input_.clear();
    out_.clear();
    put(fmt::format("\r\r{}\r\r>", personality_.id));
  }
  if (name.ends_with("-once")) once_.push_back(name);
}

void Elm327::run_script(Micros now) {
  if (first_plug_us_ < 0) return;
  while (const auto due = script_.take_due(now - first_plug_us_, requests_)) act_on(*due);
}

bool Elm327::has_once(std::string_view action) {
  const auto i = std::find(once_.begin(), once_.end(), action);
  if (i == once_.end()) return false;
  once_.erase(i);
  return true;
}

// True: a complaint was said instead of the car's answer.
bool Elm327::complain() {
  for (const auto& c : complaints)
    if (has_once(c.action)) return say(c.words), prompt(), true;
  return false;
}

// What comes without being asked for.
void Elm327::misbehave(Micros now) {
  if (trouble_.flooding && out_.empty() && trouble_.flood_bytes_s == 0) {
    pause_until(now);
    for (int i = 0; i < 40; ++i) put(flood_line);
  } else if (trouble_.flooding && out_.empty()) {
    // Faster than any serial line: a network adapter gone mad.
    free_at_ = std::max(free_at_, now) + flood_step_us;
    Bytes chunk;
    const auto bytes = static_cast<std::size_t>(trouble_.flood_bytes_s * flood_step_us / us_per_s);
    while (chunk.size() < bytes) chunk.insert(chunk.end(), flood_line.begin(), flood_line.end());
    out_.push_back({free_at_, std::move(chunk)});
  }
  if (trouble_.device == Device::scale && now >= chatter_at_us_) {
    chatter_at_us_ = now + scale_every_us;
    put("ST,GS,+  1.254kg\r\n");
  }
}

}  // namespace outpost::dev
