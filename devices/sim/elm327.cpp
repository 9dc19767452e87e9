#include "devices/sim/elm327.hpp"

#include "devices/codec/elm327.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::size_t max_input =
    512;  // an ELM327 takes 127; the rest is a driver's fault that a test must see
constexpr std::size_t max_received = 4'096;

const std::vector<Personality>& personalities() {
  static const std::vector<Personality> table = {
      {"genuine-1.5", "ELM327 v1.5", {}},
      {"genuine-2.2", "ELM327 v2.2", {}},
      {"clone-1.5", "ELM327 v1.5", {"ATAL", "ATCFC", "ATFCS", "ATAT", "ATPP"}, true, true, true},
      {"clone-2.1", "ELM327 v2.1", {"ATAL", "ATCRA", "ATFCS", "ATAT", "ATPC", "ATST"}, true, true, false},
      {"stn", "STN2120 v5.6.2", {}, false, false, false},
      {"headerless", "OBDII v1.0", {"ATH"}, false, true, false},
  };
  return table;
}

constexpr std::array<std::string_view, 17> actions = {
    "silent",      "speak",          "ignition-off", "ignition-on",    "unplug",
    "plug",        "reset",          "flood",        "calm",           "modem",
    "stop-once",   "no-prompt-once", "garbage-once", "can-error-once", "buffer-full-once",
    "voltage-low", "voltage-ok"};

bool is_action(std::string_view a) { return std::find(actions.begin(), actions.end(), a) != actions.end(); }

}  // namespace

Result<std::unique_ptr<Simulator>> Elm327::make(const SimArgs& args) {
  OUTPOST_TRY(auto car, Car::load(args.text("car", "petrol-2014")));
  const auto wanted = args.text("adapter", "genuine-1.5");
  const auto& table = personalities();
  const auto p =
      std::find_if(table.begin(), table.end(), [&](const Personality& x) { return x.name == wanted; });
  const auto bad = [](std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); };
  if (p == table.end()) return bad(fmt::format("sim:elm327: there is no adapter \"{}\"", wanted));
  std::unique_ptr<Elm327> sim(new Elm327(std::move(car), *p));
  OUTPOST_TRY(sim->baud_, args.number("baud", 38'400, 9'600, 3'000'000));
  OUTPOST_TRY(const auto latency, args.number("latency_ms", 20, 0, 1'000));
  OUTPOST_TRY(const auto search, args.number("search_ms", 1'200, 0, 20'000));
  sim->latency_us_ = latency * us_per_ms;
  sim->search_us_ = search * us_per_ms;
  auto script = args.text("script");
  for (std::string_view rest = script; !rest.empty();) {
    const auto item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    const auto at = item.find('@');
    int seconds = -1;
    if (at != std::string_view::npos)
      std::from_chars(item.data() + at + 1, item.data() + item.size(), seconds);
    if (seconds < 0 || !is_action(item.substr(0, at)))
      return bad(fmt::format("sim:elm327: \"{}\" is no step of a script", item));
    sim->script_.push_back({seconds * us_per_s, std::string(item.substr(0, at))});
  }
  return std::unique_ptr<Simulator>(std::move(sim));
}

Result<void> Elm327::act(std::string_view action, Micros now) {
  now_ = std::max(now_, now);
  if (!is_action(action))
    return fail(Code::invalid, "bad-port", fmt::format("\"{}\" is nothing that can happen", action));
  if (action == "silent" || action == "speak") silent_ = action == "silent";
  if (action == "silent") out_.clear();
  if (action == "ignition-off" || action == "ignition-on") ignition_ = action == "ignition-on";
  if (action == "unplug" || action == "plug") plugged_ = action == "plug";
  if (action == "flood" || action == "calm") flooding_ = action == "flood";
  if (action == "modem") modem_ = true;
  if (action == "voltage-low" || action == "voltage-ok") low_voltage_ = action == "voltage-low";
  if (action == "reset") {
    settings_ = {};
    input_.clear();
    out_.clear();
    put(fmt::format("\r\r{}\r\r>", personality_.id));
  }
  if (action.ends_with("-once")) once_.emplace_back(action);
  return {};
}

bool Elm327::has_once(std::string_view action) {
  const auto i = std::find(once_.begin(), once_.end(), action);
  if (i == once_.end()) return false;
  once_.erase(i);
  return true;
}

void Elm327::on_plug(Micros now) {
  now_ = free_at_ = now;
  if (first_plug_us_ < 0) first_plug_us_ = now;
  out_.clear();
  input_.clear();
  // The adapter keeps its settings while only the computer's side of the line is opened and closed.
}

void Elm327::run_script(Micros now) {
  while (script_at_ < script_.size() && first_plug_us_ >= 0 &&
         now - first_plug_us_ >= script_[script_at_].at_us) {
    const auto done = act(script_[script_at_].action, now);
    if (!done) return;  // cannot happen: make() has checked the words
    ++script_at_;
  }
}

void Elm327::on_tick(Micros now) {
  now_ = std::max(now_, now);
  run_script(now);
  if (flooding_ && out_.empty()) {
    pause_until(now);
    for (int i = 0; i < 40; ++i) put("7E8 04 41 0C 1A F8\r");  // good to look at, and nobody asked
  }
}

void Elm327::on_bytes(ByteView bytes, Micros now) {
  now_ = std::max(now_, now);
  run_script(now);
  if (silent_ || flooding_ || !plugged_) return;
  for (const auto b : bytes) {
    const char c = static_cast<char>(b);
    if (busy_until_us_ > now_) {
      // A character while it works interrupts it, as on the real thing.
      std::erase_if(out_, [&](const Chunk& chunk) { return chunk.at_us > now_; });
      free_at_ = busy_until_us_ = now_;
      say("STOPPED");
      prompt();
      input_.clear();
    }
    if (settings_.echo) put(std::string(1, c));
    if (c == '\r') {
      command(std::exchange(input_, {}), now_);
      if (!modem_) busy_until_us_ = free_at_;
    } else if (c != '\n' && c != '\0' && input_.size() < max_input) {
      input_ += c;
    }
  }
}

// What goes out takes its time on the line.
void Elm327::put(std::string_view text) {
  constexpr Micros bits_per_byte = 10;
  pause_until(now_);
  free_at_ += static_cast<Micros>(text.size()) * bits_per_byte * us_per_s / baud_;
  out_.push_back({free_at_, Bytes(text.begin(), text.end())});
}

void Elm327::say(std::string_view text) {
  std::string line(text);
  if (personality_.noisy) line.insert(line.size() / 2, 1, '\0');
  put(line + (settings_.line_feeds ? "\r\n" : "\r"));
}

void Elm327::prompt() {
  if (has_once("no-prompt-once")) return;
  if (personality_.late_first_prompt && std::exchange(first_command_, false))
    pause_until(now_ + 500 * us_per_ms);
  put(personality_.noisy ? "\r\r>" : "\r>");
}

Bytes Elm327::take_output() {
  Bytes out;
  while (!out_.empty() && out_.front().at_us <= now_) {
    if (!silent_) out.insert(out.end(), out_.front().bytes.begin(), out_.front().bytes.end());
    out_.pop_front();
  }
  return out;
}

std::optional<Micros> Elm327::next_deadline() const {
  std::optional<Micros> due;
  if (!out_.empty()) due = out_.front().at_us;
  if (flooding_ && out_.empty()) due = now_;
  if (script_at_ < script_.size() && first_plug_us_ >= 0) {
    const auto at = first_plug_us_ + script_[script_at_].at_us;
    due = due ? std::min(*due, at) : at;
  }
  return due;
}

void Elm327::command(std::string_view text, Micros now) {
  auto squeezed = squeeze(text);
  if (modem_) {
    put(squeezed.starts_with("AT") ? "\r\nOK\r\n" : "\r\nERROR\r\n");
    return;
  }
  if (squeezed.empty()) squeezed = last_command_;  // an empty line repeats
  last_command_ = squeezed;
  if (received_.size() < max_received) received_.push_back(squeezed);
  if (squeezed.starts_with("AT") || squeezed.starts_with("ST"))
    adapter_command(squeezed, now);
  else
    car_command(squeezed, now);
}

void Elm327::adapter_command(std::string_view text, Micros now) {
  const auto answer = adapter_answer(text, now);
  if (!answer.empty()) say(answer);
  prompt();
}

std::string Elm327::adapter_answer(std::string_view text, Micros) {
  for (const auto& unknown : personality_.unknown)
    if (text.starts_with(unknown)) return "?";
  const auto rest = text.substr(2);
  const bool on = rest.ends_with('1');
  if (rest == "Z" || rest == "WS") {
    settings_ = {};
    pause_until(now_ + (rest == "Z" ? 800 : 50) * us_per_ms);
    return std::string(personality_.id);
  }
  if (rest == "D") return settings_ = {}, "OK";
  if (rest == "I") return std::string(personality_.id);
  if (rest == "@1") return "OBDII to RS232 Interpreter";
  if (rest == "RV") return low_voltage_ ? "0.3V" : "12.6V";
  if (rest == "E0" || rest == "E1") return settings_.echo = on, "OK";
  if (rest == "L0" || rest == "L1") return settings_.line_feeds = on, "OK";
  if (rest == "S0" || rest == "S1") return settings_.spaces = on, "OK";
  if (rest == "H0" || rest == "H1") return settings_.headers = on, "OK";
  if (rest == "SP0")
    return settings_.protocol = 0, settings_.automatic = true, settings_.connected = false, "OK";
  if (rest == "PC") return settings_.connected = false, "OK";
  if (rest == "DPN") {
    const int n = settings_.connected ? settings_.protocol : 0;
    return fmt::format("{}{:X}", settings_.automatic ? "A" : "", n);
  }
  if (rest == "AL" || rest.starts_with("AT") || rest.starts_with("ST") || rest.starts_with("CAF"))
    return "OK";
  return "?";
}

}  // namespace outpost::dev
