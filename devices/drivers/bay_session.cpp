#include "devices/drivers/bay_session.hpp"

#include <algorithm>
#include <array>

namespace outpost::dev {
namespace {

// Nothing here resets the adapter: ATZ drops the radio link of some.
constexpr std::array<std::string_view, 8> setup = {"ATD",  "ATE0",  "ATL0", "ATS0",
                                                   "ATH1", "ATAT1", "ATI",  "ATRV"};
constexpr Micros report_wait_us = 15 * us_per_s;  // a report waits so long for a car that fell silent
constexpr Micros voltage_every_us = 5 * us_per_s;

}  // namespace

void BaySession::set_state(BayState state, std::string reason) {
  if (state_ == state && reason_ == reason) return;
  state_ = state;
  reason_ = std::move(reason);
  changed_ = true;
}

void BaySession::on_open(Micros now) {
  link_.open(now);
  phase_ = Phase::greet;
  if (!report_) set_state(BayState::connecting, "");
}

void BaySession::on_close(Micros now) {
  link_.close();
  phase_ = Phase::closed;
  car_known_ = false;
  if (missing_since_us_ == 0) missing_since_us_ = now;
  const bool was_there = state_ == BayState::ready || state_ == BayState::reading || state_ == BayState::lost;
  set_state(was_there ? BayState::lost : BayState::no_adapter, "");
  end_report("lost", now);  // whoever closes may be about to end the program: what was read is not to be lost
}

void BaySession::on_bytes(ByteView bytes, Micros now) {
  link_.on_bytes(bytes, now);
  pump(now);
}

void BaySession::on_tick(Micros now) {
  link_.on_tick(now);
  if (report_ && missing_since_us_ != 0 && now - missing_since_us_ >= report_wait_us)
    end_report(state_ == BayState::lost ? "lost" : std::string(bay_state_name(state_)), now);
  if (phase_ == Phase::closed && state_ == BayState::lost && now - missing_since_us_ >= report_wait_us)
    set_state(BayState::no_adapter, "");
  pump(now);
}

std::optional<Micros> BaySession::next_deadline() const {
  auto due = link_.next_deadline();
  const auto sooner = [&](Micros at) { due = due ? std::min(*due, at) : at; };
  if (phase_ == Phase::pause) sooner(pause_until_us_);
  if (phase_ == Phase::live && (!live_on_ || round_.empty())) sooner(voltage_at_us_ + voltage_every_us);
  if (missing_since_us_ != 0 && (report_ || (phase_ == Phase::closed && state_ == BayState::lost)))
    sooner(missing_since_us_ + report_wait_us);
  return due;
}

// Works until a question is out or there is nothing to ask now.
void BaySession::pump(Micros now) {
  for (;;) {
    if (const auto answer = link_.take_answer()) on_answer(*answer, now);
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::pause && now >= pause_until_us_) leave_pause(now);
    if (link_.state() == ElmLink::State::dead && phase_ != Phase::pause) on_dead(now);
    if (link_.state() != ElmLink::State::idle || !ask_next(now)) return;
  }
}

bool BaySession::ask_command(std::string_view text, Micros now) {
  const auto command = AdapterCommand::make(text);
  if (!command) return false;
  link_.ask(*command, now);
  return true;
}

bool BaySession::ask_question(BayQuestion question, Micros now) {
  const auto safe = SafeRequest::make({question.request, 0});
  if (!safe) return false;  // cannot happen: every question of the plan reads only, and a test walks them
  if (!asked_ || asked_->question.request != question.request) asked_ = Asked{std::move(question), 0, now};
  ++asked_->tries;
  if (report_) report_->step = asked_->question.step;
  link_.ask(*safe, now);
  return true;
}

// True: something was asked or the phase moved on.
bool BaySession::ask_next(Micros now) {
  switch (phase_) {
  case Phase::greet:
    phase_ = Phase::setup;
    setup_at_ = setup_refused_ = 0;
    adapter_ = {};
    return true;
  case Phase::setup: return ask_command(setup[setup_at_], now);
  case Phase::search:
    if (state_ == BayState::no_adapter || state_ == BayState::not_obd || state_ == BayState::connecting)
      set_state(BayState::connecting, "searching");
    if (adapter_.protocol == nullptr && search_tries_ == 0) {
      search_tries_ = 1;
      return ask_command("ATSP0", now);
    }
    return ask_question({"supported", {0x01, 0x00}}, now);
  case Phase::which: return ask_command("ATDPN", now);
  case Phase::voltage: return ask_command("ATRV", now);
  case Phase::questions:
    if (asked_) return ask_question(asked_->question, now);
    if (queue_.empty()) {
      questions_done(now);
      return true;
    }
    return ask_question(queue_.front(), now);
  case Phase::live:
    if (!live_on_ || round_.empty()) {
      if (now - voltage_at_us_ < voltage_every_us) return false;
      phase_ = Phase::voltage;
      return true;
    }
    if (now - voltage_at_us_ >= voltage_every_us) {
      phase_ = Phase::voltage;
      return true;
    }
    return ask_question(round_[round_at_], now);
  case Phase::closed:
  case Phase::pause: return false;
  }
  return false;
}

void BaySession::on_answer(const ElmAnswer& answer, Micros now) {
  if (answer.silent) return on_silence(now);
  last_answer_us_ = now;
  dead_count_ = 0;
  if (answer.reply.overflow) {
    ++refused_;
    set_state(BayState::lost, "flood");
  }
  if (phase_ == Phase::setup) return on_setup_answer(answer, now);
  if (answer.sent == "ATDPN") return on_protocol_answer(answer, now);
  if (answer.sent == "ATRV") return on_voltage_answer(answer, now);
  if (answer.sent.starts_with("AT")) return;
  // By what was asked and not by the phase: a report may have begun while a live question was out.
  if (phase_ == Phase::search) return on_search_answer(answer, now);
  if (asked_ && request_text(asked_->question.request) == answer.sent) on_car_answer(answer, now);
}

}  // namespace outpost::dev
