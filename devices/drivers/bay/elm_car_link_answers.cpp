// What the way to a car makes of each answer of the adapter.
#include "devices/drivers/bay/elm_car_link.hpp"

#include "devices/drivers/bay/bay_faults.hpp"
#include "devices/drivers/bay/bay_problems.hpp"
#include "devices/drivers/bay/elm_header.hpp"

#include <algorithm>

namespace outpost::dev {
namespace {

constexpr std::size_t setup_steps = 8;
constexpr int max_failures = 3;    // NO DATA or a bus error in a row, then the car is looked for
constexpr int max_unreadable = 3;  // in a row: the adapter may have lost its settings without a word
constexpr int sure_cut_short = 2;  // one frame may be lost by accident
constexpr std::size_t max_units = 8;
constexpr Micros crowded_us = 10 * us_per_s;  // so long nothing is counted when others were heard

bool contains(const ElmReply& reply, std::string_view word) {
  return std::any_of(reply.lines.begin(), reply.lines.end(),
                     [&](const std::string& line) { return squeeze(line) == word; });
}

bool incomplete(const ObdReading& reading) {
  return std::any_of(reading.faults.begin(), reading.faults.end(),
                     [](const UnitFault& f) { return f.name == "isotp-incomplete"; });
}

// Lines without headers, or with an echo in them, look like this to somebody who expects headers.
bool unreadable(const ObdReading& reading) {
  const auto fault = first_fault(reading);
  return reading.values.empty() && (fault == "line-malformed" || fault == "checksum");
}

bool refused(const ElmReply& reply) { return contains(reply, "?") || contains(reply, "ERROR"); }

}  // namespace

ReplyContext ElmCarLink::context(const std::string& sent) const {
  return {adapter_.protocol ? adapter_.protocol->bus : Bus::none, adapter_.headers, sent, 0};
}

void ElmCarLink::on_elm_answer(const ElmAnswer& answer, Micros now) {
  if (answer.silent) return on_silence(answer, now);
  last_answer_us_ = now;
  dead_count_ = 0;
  reopening_ = false;
  if (answer.reply.overflow) set(BayState::lost, "flood");
  if (phase_ == Phase::setup) return on_setup_answer(answer, now);
  if (answer.sent == "ATDPN") return on_protocol_answer(answer, now);
  if (answer.sent == "ATRV") return take_voltage(answer, now);
  if (phase_ == Phase::car && !headers_.empty()) return on_header_answer(answer);
  if (answer.sent.starts_with("ATTP") && !refused(answer.reply)) told_ = answer.sent.back() - '0';
  // On whatever protocol it stands instead, an ordinary car might answer.
  if (answer.sent.starts_with("ATTP") && refused(answer.reply) && wwh_at_ > 0) return car_missing("", now);
  if (answer.sent.starts_with("AT")) return;
  if (phase_ == Phase::search) return on_search_answer(answer, now);
  if (question_) on_car_answer(answer, now);
}

void ElmCarLink::on_setup_answer(const ElmAnswer& answer, Micros now) {
  const auto reading = read_adapter(answer.sent, answer.reply);
  const bool no = refused(answer.reply);
  if (no) adapter_.missing.push_back(answer.sent);
  if (no && answer.sent == "ATH1") adapter_.headers = false;
  if (answer.sent == "ATI") {
    if (const auto* id = reading.find("adapter_id")) adapter_.id = id->text.substr(0, 64);
    profile_ = profiles_.find(adapter_.id);
  }
  if (answer.sent == "ATRV") take_voltage(answer, now);
  next_setup_step(no, now);
}

void ElmCarLink::next_setup_step(bool no, Micros now) {
  if (no) ++setup_refused_;
  if (++setup_at_ < setup_steps) return;
  if (setup_refused_ == setup_steps) return not_adapter("", now);
  remembered_failed_ = false;
  begin_search();
}

void ElmCarLink::take_voltage(const ElmAnswer& answer, Micros now) {
  voltage_at_us_ = now;
  adapter_.voltage_mv.reset();
  const auto reading = read_adapter("ATRV", answer.reply);
  if (const auto* v = reading.find("adapter_voltage"); v && v->number > 0)
    adapter_.voltage_mv = static_cast<int>(v->number * 1'000 + 0.5);
  if (phase_ == Phase::voltage) begin_search();
}

void ElmCarLink::on_header_answer(const ElmAnswer& answer) {
  headers_.pop_front();
  const bool needed = answer.sent.starts_with("ATSH") || answer.sent.starts_with("ATCRA");
  if (needed && refused(answer.reply)) refuse_header(answer);
}

// The adapter cannot ask this unit: nothing may be sent, or others would be asked instead.
void ElmCarLink::refuse_header(const ElmAnswer& answer) {
  ObdReading reading;
  reading.faults.push_back({"", "header-unsupported", "The adapter cannot ask a single control unit."});
  headers_.clear();
  units_.clear();
  to_ = answer.sent.starts_with("ATSH") ? from_ : unknown_header;
  deliver(answer, std::move(reading));
}

void ElmCarLink::on_car_answer(const ElmAnswer& answer, Micros now) {
  const auto& request = question_->request.request();
  auto reading = read_obd(request, context(answer.sent), answer.reply);
  const auto fault = std::string(first_fault(reading));
  if (fault == "adapter-reset") {
    deliver(answer, std::move(reading));
    return restart(fault, now);
  }
  const bool others = hears_others(answer, reading, now);
  if (count_was_wrong(reading, others)) return;  // it is asked again without the count
  be_patient(reading);
  if (cut_short(reading)) return;  // each unit is asked alone
  const bool nobody = reading.values.empty() && only_noise(reading.faults);
  const bool failed = reading.no_data || nobody || is_bus_fault(fault);
  unreadable_ = unreadable(reading) ? unreadable_ + 1 : 0;
  if (!reading.values.empty()) failures_ = 0;
  if (!answer.reply.overflow && state_ == BayState::lost) set(BayState::ready, "");
  if (state_ == BayState::ready) set(BayState::ready, foreign_.there(now) ? "second-tester" : "");
  deliver(answer, std::move(reading));
  if (unreadable_ >= max_unreadable) return restart("garbage", now);
  if (failed && !round_.active() && ++failures_ >= max_failures) doubt_car();  // the question, or the car?
}

// True when lines that are not for us came in between: of another tester, or of nobody's business.
bool ElmCarLink::hears_others(const ElmAnswer& answer, const ObdReading& reading, Micros now) {
  const auto& request = question_->request.request();
  const auto bus = adapter_.protocol->bus;
  const bool foreign = adapter_.headers && answers_another(request, bus, answer.reply, answer.sent);
  foreign_.note(foreign, now);
  const bool others = foreign || std::any_of(reading.faults.begin(), reading.faults.end(), is_noise);
  if (others) crowded_until_us_ = now + crowded_us;
  return others;
}

void ElmCarLink::note_unit(std::string_view source) {
  const auto id = request_id_of(source);
  const bool known = std::find(units_.begin(), units_.end(), id) != units_.end();
  if (id != 0 && !known && units_.size() < max_units) units_.push_back(id);
}

// Of a long answer to all only the beginning came: the units are asked one by one. Where that helps twice,
// the adapter is known for it.
bool ElmCarLink::cut_short(const ObdReading& reading) {
  const auto& request = question_->request.request();
  if (round_.active() || request.to != 0 || !profile_.long_from_all) return false;
  if (!incomplete(reading)) {
    if (reading.values.size() > 0 && may_be_long(request)) cut_short_ = 0;
    return false;
  }
  for (const auto& f : reading.faults) note_unit(f.source);
  if (units_.empty()) return false;
  ask_one_by_one(SafeRequest(question_->request));
  address();
  return true;
}

void ElmCarLink::ask_one_by_one(const SafeRequest& whole) {
  round_.begin(whole, units_);
  next_of_round();
}

bool ElmCarLink::next_of_round() {
  auto next = round_.next();
  if (!next) return false;
  question_ = Question{std::move(*next), 0};
  return true;
}

// An adapter that does not know the digit behind a request says "?", or stops listening too early: then the
// same question without the digit is answered. Lines of others are counted too, and took the place of ours.
bool ElmCarLink::count_was_wrong(const ObdReading& reading, bool others) {
  const auto fault = first_fault(reading);
  if (std::exchange(count_suspect_, false) && !reading.values.empty()) {
    profile_.counts_answers = false;
    learn(profile_);
  }
  if (counted_ && others) return question_->frames = 0, true;
  if (!counted_ || (fault != "unknown-command" && fault != "isotp-incomplete" && fault != "stopped"))
    return false;
  count_suspect_ = true;
  question_->frames = 0;
  return true;
}

// A unit that asks for time is given the longest that the adapter can wait, until it has answered.
void ElmCarLink::be_patient(const ObdReading& reading) {
  const bool waits = reading.pending > 0 && reading.values.empty();
  if (waits && !std::exchange(patient_, true)) headers_.emplace_back("ATSTFF");
  if (!reading.values.empty() && std::exchange(patient_, false)) headers_.emplace_back("ATST32");
}

void ElmCarLink::deliver(const ElmAnswer& answer, ObdReading reading) {
  if (!question_) return;
  CarAnswer out{question_->request.request(),
                std::move(reading),
                answer.reply.lines,
                answer.silent,
                answer.asked_us,
                answer.answered_us};
  if (round_.active()) {
    const bool reset = first_fault(out.reading) == "adapter-reset";
    round_.take(std::move(out));
    if (!units_.empty() && !reset && next_of_round()) return address();
    out = round_.finish();
    const bool helped = !incomplete(out.reading) && !out.reading.values.empty();
    if (helped && profile_.long_from_all && ++cut_short_ >= sure_cut_short) {
      profile_.long_from_all = false;
      learn(profile_);
    }
  }
  answer_ = std::move(out);
  question_.reset();
}

void ElmCarLink::on_silence(const ElmAnswer& answer, Micros now) {
  switch (phase_) {
  case Phase::setup: return next_setup_step(true, now);
  case Phase::voltage:
    voltage_at_us_ = now;
    begin_search();
    break;
  case Phase::which:
  case Phase::search:
    phase_ = Phase::search;
    if (++search_tries_ > max_search_tries) return car_missing("silent", now);
    break;
  default:
    if (answer.sent == "ATRV") voltage_at_us_ = now;
    headers_.clear();
    to_ = to_ == 0 ? 0 : unknown_header;
    deliver(answer, {});
  }
  set(BayState::lost, std::string(noise_word(answer.noise)));
}

}  // namespace outpost::dev
