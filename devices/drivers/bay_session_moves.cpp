// How a bay session moves between its phases: found, lost, found again; reports; live rounds.
#include "devices/drivers/bay_session.hpp"

#include <algorithm>
#include <utility>

namespace outpost::dev {
namespace {

constexpr int no_power_below_mv = 6'000;
constexpr int max_tries = 3;
constexpr Micros retry_us = 2 * us_per_s;  // between looks for a car or an adapter
constexpr Micros rate_window_us = 3 * us_per_s;
constexpr std::size_t live_values = 10;
constexpr int reopen_every = 5;  // looks in vain, then the port is opened anew

bool readable(std::string_view heard) {
  const auto good = std::count_if(heard.begin(), heard.end(), [](char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\r' || c == '\n' || c == '\t';
  });
  return static_cast<std::size_t>(good) * 4 >= heard.size() * 3;
}

}  // namespace

void BaySession::pause(Micros now) {
  phase_ = Phase::pause;
  pause_until_us_ = now + retry_us;
}

void BaySession::leave_pause(Micros now) {
  if (link_.state() == ElmLink::State::dead || state_ == BayState::not_obd ||
      state_ == BayState::no_adapter) {
    phase_ = Phase::greet;
    link_.resync(now);
  } else {
    phase_ = Phase::voltage;  // the quickest sign of a plug that was pulled
  }
}

void BaySession::not_adapter(std::string reason, Micros now) {
  set_state(BayState::not_obd, std::move(reason));
  if (report_) end_report("not_obd", now);
  pause(now);
}

void BaySession::on_dead(Micros now) {
  car_known_ = false;
  ++dead_count_;
  if (missing_since_us_ == 0) missing_since_us_ = now;
  const bool was_there =
      state_ == BayState::ready || state_ == BayState::reading || state_ == BayState::ignition_off;
  if (was_there || (state_ == BayState::lost && dead_count_ == 1)) {
    set_state(BayState::lost, "silent");
    reopen_ = !report_;  // a report waits a while for the adapter; closing would end it
  } else if (!link_.heard().empty()) {
    set_state(BayState::not_obd, readable(link_.heard()) ? "" : "garbage");
  } else {
    set_state(BayState::no_adapter, "silent");
  }
  if (dead_count_ % reopen_every == 0) reopen_ = !report_;
  adapter_.protocol = nullptr;
  pause(now);
}

void BaySession::on_silence(Micros now) {
  if (missing_since_us_ == 0) missing_since_us_ = now;
  switch (phase_) {
  case Phase::setup: return next_setup_step(true, now);
  case Phase::voltage:
    voltage_at_us_ = now;
    if (adapter_.protocol)
      phase_ = queue_.empty() && !report_ ? Phase::live : Phase::questions;
    else
      phase_ = Phase::search;  // the car was away: nothing can be asked before its protocol is known
    break;
  case Phase::which:
  case Phase::search:
    asked_.reset();
    phase_ = Phase::search;
    if (++search_tries_ > max_tries) return car_missing("silent", now);
    break;
  default:
    if (asked_ && asked_->tries >= max_tries) {
      target().problems.push_back({asked_->question.step, "", "silent", "No answer came."});
      drop_question(now);
    }
  }
  set_state(BayState::lost, "silent");
}

void BaySession::restart_adapter(std::string reason, Micros now) {
  car_known_ = false;
  if (missing_since_us_ == 0) missing_since_us_ = now;
  set_state(BayState::lost, std::move(reason));
  phase_ = Phase::greet;  // echo, headers and protocol are as after power-up
  link_.resync(now);
}

void BaySession::car_missing(std::string reason, Micros now) {
  car_known_ = false;
  if (missing_since_us_ == 0) missing_since_us_ = now;
  const bool no_power = adapter_.voltage_mv && *adapter_.voltage_mv < no_power_below_mv;
  set_state(BayState::ignition_off, no_power ? "no-power" : std::move(reason));
  for (auto q = unanswered_.rbegin(); q != unanswered_.rend(); ++q)
    if (report_) queue_.push_front(*q);
  unanswered_.clear();
  car_failures_ = 0;
  round_.clear();
  adapter_.protocol = nullptr;  // the next car may speak another
  search_tries_ = 0;
  pause(now);
}

void BaySession::car_found(Micros now) {
  const bool was_away = !std::exchange(car_known_, true);
  missing_since_us_ = 0;
  car_failures_ = 0;
  unanswered_.clear();
  if (report_) {
    set_state(BayState::reading, "");
    phase_ = Phase::questions;
    // Is it still the same car?
    if (was_away && !report_->facts.vin.empty()) queue_.push_front({"vin", {0x09, 0x02}});
    changed_ = true;
  } else if (was_away) {
    begin_questions();
  } else if (state_ == BayState::reading || !queue_.empty()) {
    phase_ = Phase::questions;
  } else {
    begin_live(now);
  }
}

void BaySession::begin_questions() {
  const auto first = first_questions();
  queue_.assign(first.begin(), first.end());
  support_asked_.clear();
  asked_.reset();
  together_ = true;
  rounds_.clear();
  phase_ = Phase::questions;
  set_state(BayState::reading, "");
  changed_ = true;
}

void BaySession::questions_done(Micros now) {
  if (car_failures_ >
      0) {  // the last answers were NO DATA: were these questions too many, or is the car gone?
    phase_ = Phase::search;
    return;
  }
  if (auto more = next_support_question(target(), support_asked_)) {
    queue_.push_back(std::move(*more));
    return;
  }
  if (!report_) return begin_live(now);
  if (report_rest_added_) return end_report("", now);
  report_rest_added_ = true;
  std::vector<std::uint8_t> pids;
  for (const auto pid : report_->facts.supported())
    if (pid % 0x20 != 0 && pid != 0x01 && pid != 0x02) pids.push_back(pid);
  for (auto& q : live_questions(pids, adapter_.protocol ? adapter_.protocol->bus : Bus::none, together_))
    queue_.push_back(std::move(q));
  report_->of = report_->done + queue_.size();
}

void BaySession::begin_live(Micros now) {
  phase_ = Phase::live;
  set_state(BayState::ready, "");
  changed_ = true;
  round_at_ = 0;
  round_.clear();
  next_live_round(now);
}

void BaySession::next_live_round(Micros now) {
  if (!round_.empty()) {
    rounds_.push_back(now);
    live_due_ = true;
  }
  while (!rounds_.empty() && now - rounds_.front() > rate_window_us) rounds_.pop_front();
  const auto supported = facts_.supported();
  const auto& wanted = live_chosen_.empty() ? usual_live_pids() : live_chosen_;
  const auto most = live_chosen_.empty() ? live_values : live_chosen_.size();
  std::vector<std::uint8_t> pids;
  for (const auto pid : wanted)
    if (supported.contains(pid) && pids.size() < most) pids.push_back(pid);
  round_ = live_questions(pids, adapter_.protocol ? adapter_.protocol->bus : Bus::none, together_);
  round_at_ = 0;
}

double BaySession::rate_hz(Micros now) const {
  const auto recent =
      std::count_if(rounds_.begin(), rounds_.end(), [&](Micros t) { return now - t <= rate_window_us; });
  if (recent < 2) return 0;
  const auto span = rounds_.back() - rounds_[rounds_.size() - static_cast<std::size_t>(recent)];
  return span > 0 ? static_cast<double>(recent - 1) * us_per_s / static_cast<double>(span) : 0;
}

void BaySession::stream(std::vector<std::uint8_t> pids, bool on) {
  live_chosen_ = std::move(pids);
  live_on_ = on;
  // The round under way ends as it was; the next one is of the new choice.
  if (phase_ == Phase::live && on && round_.empty()) next_live_round(last_answer_us_);
}

Result<void> BaySession::start_report(Micros now) {
  if (report_) return fail(Code::busy, "busy", "A report is being made.");
  report_ = BayReport{};
  report_->started_us = now;
  report_rest_added_ = false;
  support_asked_.clear();
  unanswered_.clear();
  queue_.assign({{"supported", {0x01, 0x00}}});
  for (auto& q : report_questions()) queue_.push_back(std::move(q));
  report_->of = queue_.size();
  const bool connected = phase_ == Phase::live || phase_ == Phase::questions || phase_ == Phase::voltage;
  if (connected && adapter_.protocol != nullptr && state_ != BayState::ignition_off) {
    if (link_.state() == ElmLink::State::idle) asked_.reset();
    phase_ = Phase::questions;
    set_state(BayState::reading, "");
  } else if (state_ == BayState::no_adapter || state_ == BayState::not_obd) {
    end_report(std::string(bay_state_name(state_)), now);
  } else if (missing_since_us_ == 0) {
    missing_since_us_ = now;
  }
  changed_ = true;
  pump(now);
  return {};
}

void BaySession::end_report(std::string reason, Micros now) {
  if (!report_) return;
  auto report = std::move(*report_);
  report_.reset();
  report.ended_us = now;
  report.reason = std::move(reason);
  queue_.clear();
  asked_.reset();
  unanswered_.clear();
  if (report.reason.empty()) {
    auto live = std::move(facts_.live);
    facts_ = report.facts;
    facts_.live = std::move(live);
    facts_.steps.clear();
  }
  finished_ = std::move(report);
  changed_ = true;
  if (phase_ == Phase::questions) begin_live(now);
}

}  // namespace outpost::dev
