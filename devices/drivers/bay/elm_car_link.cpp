// How the way to a car moves between its phases: found, lost, found again.
#include "devices/drivers/bay/elm_car_link.hpp"

#include "devices/drivers/bay/elm_header.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

// Nothing here resets the adapter: ATZ drops the radio link of some.
constexpr std::array<std::string_view, 8> setup = {"ATD",  "ATE0",  "ATL0", "ATS0",
                                                   "ATH1", "ATAT1", "ATI",  "ATRV"};
constexpr Micros quiet_us = us_per_s;          // a session that asks nothing still wants to know: adapter...
constexpr Micros quiet_car_us = 3 * us_per_s;  // ... and car
constexpr Micros retry_us = us_per_s;          // between looks for a car or an adapter
constexpr Micros forget_us = 15 * us_per_s;    // a port that is gone so long is no hiccup
constexpr int reopen_every = 5;                // looks in vain, then the port is opened anew
constexpr int max_count = 15;                  // the digit behind a request is one of hexadecimal

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
  round_.drop();
  const bool ours = std::exchange(reopening_, false);
  if (car_there_ || state_ == BayState::lost)
    set(BayState::lost, ours ? reason_ : "unplugged");
  else if (!ours)
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
    sooner(std::min(voltage_at_us_ + voltage_every_us, last_asked_us_ + quiet_us));
  return due;
}

bool ElmCarLink::free() const {
  return phase_ == Phase::car && !question_ && !answer_ && link_.state() == ElmLink::State::idle;
}

void ElmCarLink::ask(const SafeRequest& request, int frames, Micros now) {
  last_car_us_ = now;
  question_ = Question{request, frames};
  const auto& asked = request.request();
  const bool long_one = asked.to == 0 && may_be_long(asked) && is_can(adapter_.protocol->bus);
  if (long_one && !profile_.long_from_all && !units_.empty()) ask_one_by_one(request);
  address();
  pump(now);
}

// The commands that make the adapter ask whom the question is for.
void ElmCarLink::address() {
  const auto to = question_->request.request().to;
  for (auto& c : header_commands(adapter_.protocol->bus, to_, to)) headers_.push_back(std::move(c));
  from_ = std::exchange(to_, to);
}

// Works until something is out or there is nothing to do now.
void ElmCarLink::pump(Micros now) {
  for (;;) {
    if (const auto answer = link_.take_answer()) on_elm_answer(*answer, now);
    if (phase_ == Phase::closed) return;
    if (link_.take_banner()) on_banner(now);
    if (phase_ == Phase::pause && now >= pause_until_us_) leave_pause(now);
    if (link_.state() == ElmLink::State::dead && phase_ != Phase::pause) on_dead(now);
    if (link_.state() != ElmLink::State::idle || !act(now)) return;
  }
}

// False: it is none that may be sent.
bool ElmCarLink::command(std::string_view text, Micros now) {
  last_asked_us_ = now;
  const auto made = AdapterCommand::make(text);
  if (made) link_.ask(*made, now);
  return made.ok();
}

void ElmCarLink::send(const Question& question, Micros now) {
  last_asked_us_ = last_car_us_ = now;
  counted_ = profile_.counts_answers && now >= crowded_until_us_ && question.frames > 0 &&
             question.frames <= max_count;
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
    greet_anew_ = false;
    patient_ = names_none_ = false;
    protocol_at_ = wwh_at_ = 0;
    wwh_again_ = false;
    wwh_found_.reset();
    headers_.clear();
    return true;
  case Phase::setup: return command(setup[setup_at_], now), true;
  case Phase::search:
    if (state_ == BayState::no_adapter || state_ == BayState::not_obd || state_ == BayState::connecting)
      set(BayState::connecting, "searching");
    if (adapter_.protocol == nullptr && !std::exchange(protocol_set_, true))
      return command(protocol_command(), now), true;
    last_asked_us_ = last_car_us_ = now;
    return link_.ask(search_question(adapter_.wwh), 0, now), true;
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
  if (!headers_.empty()) {
    if (!command(headers_.front(), now))
      refuse_header({headers_.front(), {}, false, ElmNoise::none, now, now});
    return true;
  }
  if (question_) return send(*question_, now), true;
  if (now - last_car_us_ >= quiet_car_us) return begin_search(), true;
  if (now - voltage_at_us_ < voltage_every_us && now - last_asked_us_ < quiet_us) return false;
  return command("ATRV", now), true;
}

void ElmCarLink::pause(Micros now) {
  phase_ = Phase::pause;
  pause_until_us_ = now + retry_us;
}

void ElmCarLink::leave_pause(Micros now) {
  const bool adapter_well = link_.state() != ElmLink::State::dead && !greet_anew_ &&
                            state_ != BayState::not_obd && state_ != BayState::no_adapter;
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
  const auto noise = link_.noise();
  const bool was_well = car_there_ || state_ == BayState::ignition_off;
  if (was_well || (state_ == BayState::lost && dead_count_ == 1)) {
    set(BayState::lost, std::string(noise_word(noise)));
    reopen_ = true;
  } else if (noise != ElmNoise::none) {
    set(BayState::not_obd, noise == ElmNoise::device ? "" : std::string(noise_word(noise)));
  } else {
    set(BayState::no_adapter, "silent");
  }
  if (dead_count_ % reopen_every == 0) reopen_ = true;
  reopening_ = reopen_;
  car_there_ = false;
  greet_anew_ = true;
  adapter_.protocol = nullptr;
  question_.reset();
  round_.drop();
  headers_.clear();
  pause(now);
}

// The adapter started anew between two questions.
void ElmCarLink::on_banner(Micros now) {
  if (phase_ == Phase::pause) phase_ = Phase::greet;
  if (phase_ != Phase::greet) restart("adapter-reset", now);
}

void ElmCarLink::restart(std::string reason, Micros now) {
  ElmAnswer none;
  none.asked_us = none.answered_us = now;
  ObdReading reading;
  reading.faults.push_back({"", "adapter-reset", "The adapter is set up anew."});
  deliver(none, std::move(reading));  // of a question that is still open
  car_there_ = false;
  set(BayState::lost, std::move(reason));
  unreadable_ = 0;
  phase_ = Phase::greet;  // echo, headers and protocol are as after power-up
  link_.resync(now);
}

void ElmCarLink::learn(const AdapterProfile& profile) { learned_ = profiles_.remember(profile) || learned_; }

}  // namespace outpost::dev
