#include "devices/sim/elm327.hpp"

#include "devices/codec/elm327.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

constexpr std::size_t max_input =
    512;  // an ELM327 takes 127; the rest is a driver's fault that a test must see
constexpr std::size_t max_received = 4'096;
constexpr Micros bits_per_byte = 10;

// What a line at another speed makes of a byte: bits smear, so its upper half is never what was sent.
std::uint8_t smeared(std::uint8_t b) { return static_cast<std::uint8_t>(0x80 | (b << 3) | (b >> 5)); }

}  // namespace

Result<std::unique_ptr<Simulator>> Elm327::make(const SimArgs& args) {
  const auto bad = [](std::string text) { return fail(Code::invalid, "bad-port", std::move(text)); };
  OUTPOST_TRY(const auto month, args.number("month", 0, 0, max_car_age_months));
  OUTPOST_TRY(auto car, Car::load(args.text("car", "petrol-2014"), static_cast<int>(month)));
  const auto wanted = args.text("adapter", "genuine-1.5");
  const auto* make = personality(wanted);
  if (make == nullptr) return bad(fmt::format("sim:elm327: there is no adapter \"{}\"", wanted));
  const auto engine = args.text("engine", "on");
  if (engine != "on" && engine != "off") return bad("sim:elm327: engine must be on or off");
  car.set_engine(engine == "on");
  std::unique_ptr<Elm327> sim(new Elm327(std::move(car), *make));
  OUTPOST_TRY(sim->baud_, args.number("baud", 38'400, 9'600, 3'000'000));
  OUTPOST_TRY(const auto latency, args.number("latency_ms", 20, 0, 1'000));
  OUTPOST_TRY(const auto search, args.number("search_ms", 1'200, 0, 20'000));
  OUTPOST_TRY(const auto wait, args.number("wait_ms", 0, 0, 1'000));
  sim->least_wait_us_ = wait * us_per_ms;
  sim->latency_us_ = latency * us_per_ms;
  sim->search_us_ = search * us_per_ms;
  OUTPOST_TRY(sim->script_, CarScript::parse(args.text("script"), actions()));
  return std::unique_ptr<Simulator>(std::move(sim));
}

void Elm327::on_plug(Micros now) {
  now_ = free_at_ = now;
  busy_until_us_ = 0;
  if (first_plug_us_ < 0) first_plug_us_ = now;
  out_.clear();
  input_.clear();
  // The adapter keeps its settings while only the computer's side of the line is opened and closed.
}

void Elm327::on_tick(Micros now) {
  now_ = std::max(now_, now);
  run_script(now);
  misbehave(now);
}

void Elm327::on_bytes(ByteView bytes, Micros now) {
  now_ = std::max(now_, now);
  run_script(now);
  if (trouble_.silent || trouble_.flooding || !plugged() || locked_) return;
  if (trouble_.wrong_baud) return put(as_text(bytes.first((bytes.size() + 1) / 2)));
  if (trouble_.device == Device::scale) return;
  for (const auto b : bytes) take_character(static_cast<char>(b));
}

void Elm327::take_character(char c) {
  if (busy_until_us_ > now_) {
    // A character while it works interrupts it, as on the real thing.
    std::erase_if(out_, [&](const Chunk& chunk) { return chunk.at_us > now_; });
    free_at_ = busy_until_us_ = now_;
    say("STOPPED");
    prompt();
    input_.clear();
  }
  if (trouble_.device == Device::printer) {
    // Prints what it is sent and answers nothing but a question for its state (DLE EOT n).
    input_ = (input_ + c).substr(input_.size() < 2 ? 0 : input_.size() - 2);
    if (input_.starts_with("\x10\x04")) put("\x12");
    return;
  }
  if (settings_.echo || trouble_.echo_stuck) put(std::string(1, c));
  if (c == '\r') {
    command(std::exchange(input_, {}));
    if (trouble_.device == Device::adapter) busy_until_us_ = free_at_;
  } else if (c != '\n' && c != '\0' && input_.size() < max_input) {
    input_ += c;
  }
}

// What goes out takes its time on the line.
void Elm327::put(std::string_view text) {
  pause_until(now_);
  free_at_ += static_cast<Micros>(text.size()) * bits_per_byte * us_per_s / baud_;
  Bytes bytes(text.begin(), text.end());
  if (trouble_.wrong_baud) std::transform(bytes.begin(), bytes.end(), bytes.begin(), smeared);
  out_.push_back({free_at_, std::move(bytes)});
}

void Elm327::say(std::string_view text) {
  std::string line(text);
  if (personality_.noisy && !line.empty()) line.insert(line.size() / 2, 1, '\0');
  if (trouble_.nuls) {
    std::string apart;
    for (const char c : line) (apart += c) += '\0';
    line = std::move(apart);
  }
  if (personality_.stray_byte && !std::exchange(stray_said_, true)) line.insert(0, 1, '\xFC');
  put(line + (settings_.line_feeds ? "\r\n" : "\r"));
}

void Elm327::prompt() {
  if (has_once("no-prompt-once")) return;
  if (personality_.late_first_prompt && std::exchange(first_command_, false))
    pause_until(std::max(free_at_, now_) + 500 * us_per_ms);
  if (trouble_.late_prompt_us > 0) pause_until(std::max(free_at_, now_) + trouble_.late_prompt_us);
  put(personality_.noisy ? "\r\r>" : "\r>");
}

Bytes Elm327::take_output() {
  Bytes out;
  while (!out_.empty() && out_.front().at_us <= now_) {
    if (!trouble_.silent) out.insert(out.end(), out_.front().bytes.begin(), out_.front().bytes.end());
    out_.pop_front();
  }
  return out;
}

std::optional<Micros> Elm327::next_deadline() const {
  std::optional<Micros> due;
  const auto sooner = [&](Micros at) { due = due ? std::min(*due, at) : at; };
  if (!out_.empty()) sooner(out_.front().at_us);
  if (trouble_.flooding && out_.empty()) sooner(now_);
  if (trouble_.device == Device::scale) sooner(chatter_at_us_);
  if (away_until_us_ > now_) sooner(away_until_us_);
  if (const auto at = script_.next_us(); at && first_plug_us_ >= 0) sooner(first_plug_us_ + *at);
  return due;
}

void Elm327::command(std::string_view text) {
  auto squeezed = squeeze(text);
  if (trouble_.device == Device::modem)
    return put(squeezed.starts_with("AT") ? "\r\nOK\r\n" : "\r\nERROR\r\n");
  if (squeezed.empty()) squeezed = last_command_;  // an empty line repeats
  last_command_ = squeezed;
  reply_chars_ = 0;
  if (received_.size() < max_received) received_.push_back(squeezed);
  if (!squeezed.starts_with("AT") && !squeezed.starts_with("ST")) return car_command(squeezed);
  const auto answer = adapter_answer(squeezed);
  if (!plugged() || locked_) return;
  if (!answer.empty()) say(answer);
  prompt();
}

// As after power came back, or as the adapter is when it fell over by itself.
void Elm327::restart(Micros wait_us) {
  settings_ = {};
  learned_us_ = 0;
  ++restarts_;
  pause_until(now_ + wait_us);
}

}  // namespace outpost::dev
