#include "devices/drivers/bay/bay_session.hpp"

#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/bay_plan_wwh.hpp"
#include "devices/drivers/bay/car_search.hpp"
#include "devices/drivers/bay/truck_codes.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr Micros report_wait_us = 15 * us_per_s;  // a report waits so long for a car that fell silent
// The slowest whole report takes a minute; a car that comes and goes for ever shall not hold one open.
constexpr Micros longest_report_us = 600 * us_per_s;
constexpr int max_tries = 3;          // of one question
constexpr int max_pending_tries = 6;  // of one that a unit answers with "wait", or an adapter with a restart
constexpr int max_broken_tries = 2;   // an adapter that always loses frames shall not cost more
constexpr std::size_t max_unanswered = 3;
constexpr std::size_t live_values = 10;

/// How many identifiers a request of service 01, 02, 06 or 22 names; 0 for the others.
std::size_t identifiers(const ObdRequest& r) {
  if (r.service() == 0x01 || r.service() == 0x06) return r.bytes.size() - 1;
  return r.service() == 0x02 || r.service() == 0x22 ? (r.bytes.size() - 1) / 2 : 0;
}

/// It asks which identifiers there are (of service 22: F4xx); what a car has no list of it leaves out.
bool asks_lists(const ObdRequest& r) {
  if (r.service() == 0x22) return r.bytes[1] == 0xF4 && r.bytes[2] % 0x20 == 0;
  return identifiers(r) > 0 && r.bytes[1] % 0x20 == 0;
}

/// What there is for a service, as far as lists have told.
std::set<std::uint8_t> listed(std::uint8_t service, const BayFacts& facts) {
  if (service == 0x02) return facts.all(&BayUnit::freeze_supported);
  return service == 0x06 ? facts.all(&BayUnit::monitors) : facts.supported();
}

/// What a unit said did not pass a check: a frame was lost, a digit changed, or another tester's answer came
/// in between. A refusal is a sound answer.
bool broken(const UnitFault& f) {
  return !f.source.empty() && !f.name.starts_with("negative-") && !is_noise(f);
}
bool broken_answer(const ObdReading& reading) {
  return std::any_of(reading.faults.begin(), reading.faults.end(), broken);
}

bool same(const ObdRequest& a, const ObdRequest& b) { return a.to == b.to && a.bytes == b.bytes; }

}  // namespace

BayState BaySession::state() const {
  if (link_.state() != BayState::ready) return link_.state();
  return working() ? BayState::reading : BayState::ready;
}

// What a screen shows of the link, and since when the car is away.
void BaySession::note_state(Micros now) {
  if (link_.state() == BayState::ready)
    missing_since_us_ = 0;
  else if (missing_since_us_ == 0)
    missing_since_us_ = now;
  if (link_.state() == BayState::ignition_off && report_) {
    for (auto q = unanswered_.rbegin(); q != unanswered_.rend(); ++q)
      if (asked_again_.insert(request_key(q->request)).second) queue_.push_front(*q);
    unanswered_.clear();
  }
  if (seen_state_ == state() && seen_reason_ == reason() && seen_voltage_ == link_.adapter().voltage_mv)
    return;
  seen_state_ = state(), seen_reason_ = reason(), seen_voltage_ = link_.adapter().voltage_mv;
  changed_ = true;
}

void BaySession::after(Micros now) {
  for (;;) {
    if (finds_ != link_.finds()) finds_ = link_.finds(), car_found();
    note_state(now);
    if (report_ && link_.state() == BayState::not_obd) end_report("not_obd", now);
    if (report_ && missing_since_us_ != 0 && now - missing_since_us_ >= report_wait_us)
      end_report(std::string(bay_state_name(link_.state())), now);
    if (report_ && now - report_->started_us >= longest_report_us) end_report("lost", now);
    if (clear_ && (now >= clear_->deadline() || link_.state() == BayState::not_obd)) clear_->give_up("lost");
    if (clear_ && clear_->ended()) end_clear();
    if (const auto said = link_.take_broadcast()) take_broadcast(*said);
    if (const auto answer = link_.take_answer())
      on_answer(*answer, now);
    else if (!link_.free() || !ask_next(now))
      break;
  }
  note_state(now);
}

void BaySession::on_close(Micros now, bool coming_back) {
  if (asked_) asked_->out = false;
  if (clear_) clear_->give_up("lost"), end_clear();
  if (!coming_back) end_report("lost", now);
  note_state(now);
}

std::optional<Micros> BaySession::next_deadline() const {
  if (clear_) return clear_->deadline();
  if (!report_) return std::nullopt;
  const auto last = report_->started_us + longest_report_us;
  return missing_since_us_ == 0 ? last : std::min(last, missing_since_us_ + report_wait_us);
}

// True: something was asked, or there is something else to do.
bool BaySession::ask_next(Micros now) {
  if (clear_) {
    if (const auto request = clear_->next(now)) link_.ask(*request, 0, now);
    return true;
  }
  if (asked_) return ask(asked_->question, now);
  if (working()) {
    if (!queue_.empty() && answered_before_.contains(request_key(queue_.front().request)))
      queue_.pop_front();
    else if (!queue_.empty())
      return ask(queue_.front(), now);
    else
      questions_done(now);
    return true;
  }
  if (!live_on_ || round_.empty()) return false;
  return ask(round_[round_at_], now);
}

bool BaySession::ask(BayQuestion question, Micros now) {
  const auto safe = SafeRequest::make(question.request);
  if (!safe) return false;  // cannot happen: every question of the plan reads only, and a test walks them
  if (!asked_ || !same(asked_->question.request, question.request)) {
    const bool again = put_back_ && same(put_back_->question.request, question.request);
    asked_ = again ? *std::exchange(put_back_, std::nullopt) : Asked{std::move(question)};
  }
  ++asked_->tries;
  asked_->out = true;
  if (report_) report_->step = asked_->question.step;
  link_.ask(*safe, asked_->question.frames, now);
  return true;
}

void BaySession::on_answer(const CarAnswer& answer, Micros now) {
  const bool finding = same(answer.request, search_question(manner().wwh).request());
  if (clear_ && !finding) return clear_->take(answer, now);
  if (clear_ || !asked_ || !asked_->out || !same(asked_->question.request, answer.request)) {
    // Any other answer is of a question that was given up, perhaps of another car.
    if (finding) take_found(answer, now);
    return;
  }
  asked_->out = false;
  note_step(answer);
  if (worth_another_try(answer)) {
    ++refused_;
    if (answer.reading.spoilt) link_.doubt(now);
    return;
  }
  if (another_car(answer)) {
    live_ = false;
    return end_report("other-car", now);
  }
  if (answer.silent)
    target().problems.add(asked_->question.step, {"", "silent", "No answer came."}, now);
  else
    take(answer, now);
  const auto step = asked_->question.step;
  const bool alone = goes_alone(answer);
  drop_question(now);
  if (alone) read_again_alone(step, answer);
}

// A hiccup of the link, a spoilt line, or a unit that asked for time.
bool BaySession::worth_another_try(const CarAnswer& answer) const {
  const auto& reading = answer.reading;
  const auto fault = first_fault(reading);
  if (fault == "adapter-reset") return asked_->tries < max_pending_tries;
  const bool waiting = reading.values.empty() && (fault == "negative-78" || fault == "negative-21");
  if (waiting) return asked_->tries < max_pending_tries;
  if (asked_->tries >= max_tries) return false;
  if (answer.silent || is_bus_fault(fault)) return true;
  if (working() && reading.values.empty() && only_noise(reading.faults)) return true;
  if (working() && broken_answer(reading) && asked_->tries < max_broken_tries) return true;
  // Some adapters cannot send, and some cars cannot answer, more than one identifier.
  if (identifiers(answer.request) > 1) return false;
  return reading.spoilt;
}

void BaySession::take(const CarAnswer& answer, Micros now) {
  const bool silence = answer.reading.no_data || is_bus_fault(first_fault(answer.reading)) ||
                       (answer.reading.values.empty() && only_noise(answer.reading.faults));
  if (silence && identifiers(answer.request) < 2) {
    for (const auto& f : answer.reading.faults)
      if (is_noise(f)) target().problems.add(asked_->question.step, f, now);
    if (unanswered_.size() < max_unanswered) unanswered_.push_back(asked_->question);
    return;
  }
  if (!answer.reading.values.empty()) unanswered_.clear(), rechecks_ = 0;
  auto reading = answer.reading;
  if (goes_alone(answer)) std::erase_if(reading.faults, broken);  // what stays broken is told then
  scale_.learn(reading.values);
  scale_.apply(reading.values);
  target().take(answer.request, reading, asked_->question.step, now);
}

// Of a truck; it says the same every second.
void BaySession::take_broadcast(const ObdReading& reading) {
  const auto codes = facts_.codes;
  const auto lamp = facts_.mil_on();
  take_truck_codes(facts_, reading);
  changed_ = changed_ || facts_.codes != codes || facts_.mil_on() != lamp || facts_.codes.empty();
}

// The question under way is done with, one way or another.
void BaySession::drop_question(Micros now) {
  const bool planned = !queue_.empty() && same(queue_.front().request, asked_->question.request);
  if (planned) queue_.pop_front();  // else a live value that was out when a report began
  asked_.reset();
  if (report_ && planned) {
    ++report_->done;
    report_->of = report_->done + queue_.size();
  }
  if (!working() && ++round_at_ >= round_.size()) next_live_round(now);
  changed_ = changed_ || working();
}

// Some adapters cannot send, and some cars cannot answer, more than one identifier: then each goes alone from
// now on. An answer that came broken is read again alone too, as one frame cannot be interrupted.
bool BaySession::goes_alone(const CarAnswer& answer) const {
  if (broken_answer(answer.reading)) return working() && identifiers(answer.request) > 1;
  if (asks_lists(answer.request)) return false;  // what has no answer is planned again in any case
  std::set<std::string> keys;
  for (const auto& v : answer.reading.values) keys.insert(v.key);
  return together_ && identifiers(answer.request) > 2 && keys.size() < 2;
}

void BaySession::read_again_alone(const std::string& step, const CarAnswer& answer) {
  together_ = together_ && broken_answer(answer.reading);
  if (!working()) return;
  const auto service = answer.request.service();
  const std::size_t width = service == 0x01 || service == 0x06 ? 1 : 2;
  const auto& bytes = answer.request.bytes;
  const auto known = listed(service, target());
  for (std::size_t at = bytes.size(); at > width; at -= width) {
    Bytes one = {service};
    one.insert(one.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at - width),
               bytes.begin() + static_cast<std::ptrdiff_t>(at));
    const auto number = one[service == 0x22 ? 2 : 1];
    if (asks_lists(answer.request) && number != 0 && !known.contains(number)) continue;  // nobody has it
    queue_.push_front({step, {std::move(one), 0}, 0});
  }
}

void BaySession::begin_live(Micros now) {
  live_ = true;
  changed_ = true;
  round_.clear();
  next_live_round(now);
}

void BaySession::next_live_round(Micros now) {
  if (!round_.empty()) {
    rate_.add(now);
    live_due_ = true;
  }
  const auto supported = facts_.supported();
  const auto& wanted = live_chosen_.empty() ? usual_live_pids() : live_chosen_;
  const auto most = live_chosen_.empty() ? live_values : live_chosen_.size();
  std::vector<std::uint8_t> pids;
  for (const auto pid : wanted)
    if (supported.contains(pid) && pids.size() < most) pids.push_back(pid);
  round_ = live_questions(pids, facts_, manner());
  round_at_ = 0;
}

void BaySession::stream(std::vector<std::uint8_t> pids, bool on) {
  live_chosen_ = std::move(pids);
  live_on_ = on;
  // The round under way ends as it was; the next one is of the new choice.
  if (!working() && on && round_.empty()) next_live_round(link_.last_answer_us());
}

}  // namespace outpost::dev
