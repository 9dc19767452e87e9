// How the way to a car moves between its phases: found, lost, found again.
#include "devices/drivers/bay/elm_car_link.hpp"

#include "devices/drivers/bay/elm_header.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace outpost::dev {
namespace {

// Nothing here resets the adapter: ATZ drops the radio link of some.
constexpr std::array<std::string_view, 8> setup = {"ATD",  "ATE0",  "ATL0", "ATS0",
                                                   "ATH1", "ATAT1", "ATI",  "ATRV"};
constexpr Micros voltage_every_us = 5 * us_per_s;
constexpr Micros retry_us = 2 * us_per_s;    // between looks for a car or an adapter
constexpr Micros forget_us = 15 * us_per_s;  // a port that is gone so long is no hiccup
constexpr int no_power_below_mv = 6'000;
constexpr int reopen_every = 5;  // looks in vain, then the port is opened anew
constexpr int max_count = 15;    // the digit behind a request is one of hexadecimal

const SafeRequest& search_question() {
  static const SafeRequest request = SafeRequest::make({{0x01, 0x00}, 0}).value();
  return request;
}

bool readable(std::string_view heard) {
  const auto good = std::count_if(heard.begin(), heard.end(), [](char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t';
  });
  return static_cast<std::size_t>(good) * 4 >= heard.size() * 3;
}

}  // namespace

void ElmCarLink::set(BayState state, std::string reason) {
  state_ = state;
  reason_ = std::move(reason);
}

void ElmCarLink::on_open(Micros now) {
  link_.open(now);
  phase_ = Phase::greet;
  // A port that comes back after a car was there is still the way to that car, until it is known better.
  if (state_ != BayState::lost) set(BayState::connecting, "");
}

void ElmCarLink::on_close(Micros now) {
  link_.close();
  phase_ = Phase::closed;
  closed_us_ = now;
  question_.reset();
  answer_.reset();
  if (car_there_ || state_ == BayState::lost)
    set(BayState::lost, "");
  else
    set(BayState::no_adapter, "");
  car_there_ = false;
}

void ElmCarLink::on_bytes(ByteView bytes, Micros now) {
  link_.on_bytes(bytes, now);
  pump(now);
}

void ElmCarLink::on_tick(Micros now) {
  if (phase_ == Phase::closed && state_ == BayState::lost && now - closed_us_ >= forget_us)
    set(BayState::no_adapter, "");
  link_.on_tick(now);
  pump(now);
}

std::optional<Micros> ElmCarLink::next_deadline() const {
  auto due = link_.next_deadline();
  const auto sooner = [&](Micros at) { due = due ? std::min(*due, at) : at; };
  if (phase_ == Phase::pause) sooner(pause_until_us_);
  if (phase_ == Phase::closed && state_ == BayState::lost) sooner(closed_us_ + forget_us);
  // Not while the link finds its place: nothing could be asked, and the loop would turn for nothing.
  if (phase_ == Phase::car && !question_ && link_.state() == ElmLink::State::idle)
    sooner(voltage_at_us_ + voltage_every_us);
  return due;
}

bool ElmCarLink::free() const {
  return phase_ == Phase::car && !question_ && !answer_ && link_.state() == ElmLink::State::idle;
}

void ElmCarLink::ask(const SafeRequest& request, int frames, Micros now) {
  question_ = Question{request, frames};
  for (auto& c : header_commands(adapter_.protocol->bus, to_, request.request().to))
    headers_.push_back(std::move(c));
  to_ = request.request().to;
  pump(now);
}

// Works until something is out or there is nothing to do now.
void ElmCarLink::pump(Micros now) {
  for (;;) {
    if (const auto answer = link_.take_answer()) on_elm_answer(*answer, now);
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::pause && now >= pause_until_us_) leave_pause(now);
    if (link_.state() == ElmLink::State::dead && phase_ != Phase::pause) on_dead(now);
    if (link_.state() != ElmLink::State::idle || !act(now)) return;
  }
}

void ElmCarLink::command(std::string_view text, Micros now) {
  if (const auto made = AdapterCommand::make(text)) link_.ask(*made, now);
}

void ElmCarLink::send(const Question& question, Micros now) {
  counted_ = profile_.counts_answers && question.frames > 0 && question.frames <= max_count;
  link_.ask(question.request, counted_ ? question.frames : 0, now);
}

// True: something was asked, or the phase moved on.
bool ElmCarLink::act(Micros now) {
  switch (phase_) {
  case Phase::greet:
    phase_ = Phase::setup;
    setup_at_ = setup_refused_ = 0;
    adapter_ = {};
    to_ = 0;
    patient_ = false;
    headers_.clear();
    return true;
  case Phase::setup: return command(setup[setup_at_], now), true;
  case Phase::search:
    if (state_ == BayState::no_adapter || state_ == BayState::not_obd || state_ == BayState::connecting)
      set(BayState::connecting, "searching");
    if (adapter_.protocol == nullptr && !std::exchange(protocol_set_, true)) {
      remembered_ = profile_.protocol != 0 && !remembered_failed_;
      return command(remembered_ ? fmt::format("ATTP{}", profile_.protocol) : "ATSP0", now), true;
    }
    return link_.ask(search_question(), 0, now), true;
  case Phase::which: return command("ATDPN", now), true;
  case Phase::voltage: return command("ATRV", now), true;
  case Phase::car: return act_in_car(now);
  case Phase::closed:
  case Phase::pause: return false;
  }
  return false;
}

bool ElmCarLink::act_in_car(Micros now) {
  if (answer_) return false;  // the session has not seen it yet
  if (!headers_.empty()) return command(headers_.front(), now), true;
  if (question_) return send(*question_, now), true;
  if (now - voltage_at_us_ < voltage_every_us) return false;
  return command("ATRV", now), true;
}

void ElmCarLink::begin_search() {
  phase_ = Phase::search;
  search_tries_ = 0;
  protocol_set_ = false;
  headers_.clear();
}

void ElmCarLink::pause(Micros now) {
  phase_ = Phase::pause;
  pause_until_us_ = now + retry_us;
}

void ElmCarLink::leave_pause(Micros now) {
  const bool adapter_well =
      link_.state() != ElmLink::State::dead && state_ != BayState::not_obd && state_ != BayState::no_adapter;
  if (adapter_well) {
    phase_ = Phase::voltage;  // the quickest sign of a plug that was pulled
    return;
  }
  phase_ = Phase::greet;
  link_.resync(now);
}

void ElmCarLink::not_adapter(std::string reason, Micros now) {
  car_there_ = false;
  set(BayState::not_obd, std::move(reason));
  pause(now);
}

void ElmCarLink::on_dead(Micros now) {
  ++dead_count_;
  const bool was_well = car_there_ || state_ == BayState::ignition_off;
  if (was_well || (state_ == BayState::lost && dead_count_ == 1)) {
    set(BayState::lost, "silent");
    reopen_ = true;
  } else if (!link_.heard().empty()) {
    set(BayState::not_obd, readable(link_.heard()) ? "" : "garbage");
  } else {
    set(BayState::no_adapter, "silent");
  }
  if (dead_count_ % reopen_every == 0) reopen_ = true;
  car_there_ = false;
  adapter_.protocol = nullptr;
  question_.reset();
  headers_.clear();
  pause(now);
}

void ElmCarLink::restart(std::string reason, Micros now) {
  car_there_ = false;
  set(BayState::lost, std::move(reason));
  phase_ = Phase::greet;  // echo, headers and protocol are as after power-up
  link_.resync(now);
}

void ElmCarLink::car_missing(std::string reason, Micros now) {
  adapter_.protocol = nullptr;  // the next car may speak another
  if (phase_ == Phase::search && !car_there_ && std::exchange(remembered_, false)) {
    remembered_failed_ = true;  // not the protocol of the last car: let the adapter look for it
    return begin_search();
  }
  remembered_failed_ = false;
  car_there_ = false;
  const bool no_power = adapter_.voltage_mv && *adapter_.voltage_mv < no_power_below_mv;
  set(BayState::ignition_off, no_power ? "no-power" : std::move(reason));
  failures_ = 0;
  pause(now);
}

void ElmCarLink::car_found(Micros now) {
  if (!std::exchange(car_there_, true)) ++finds_;
  failures_ = 0;
  remembered_failed_ = false;
  to_ = 0;
  phase_ = Phase::car;
  voltage_at_us_ = std::max(voltage_at_us_, now - voltage_every_us);
  set(BayState::ready, "");
  if (profile_.protocol != adapter_.protocol->number) {
    profile_.protocol = adapter_.protocol->number;
    learn(profile_);
  }
}

void ElmCarLink::learn(const AdapterProfile& profile) { learned_ = profiles_.remember(profile) || learned_; }

}  // namespace outpost::dev
